package dev.deepreasoning.simulator;

/// A request that the real service refuses; each simulated one writes it in its vendor's envelope.
@SuppressWarnings("serial")
final class Refusal extends RuntimeException {
    private final int status;
    private final String type;

    /// @param type the vendor's type or code
    Refusal(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    /// What the vendor says.
    String says() {
        return String.valueOf(getMessage());
    }
}
