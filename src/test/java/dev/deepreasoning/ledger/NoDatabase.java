package dev.deepreasoning.ledger;

/// The database of a gateway that has none.
public final class NoDatabase {
    private NoDatabase() {}

    public static Database database() {
        return new Database(false, () -> {
            throw new IllegalStateException("there is none");
        });
    }
}
