package dev.deepreasoning.bench;

import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.LedgerEntry;
import dev.deepreasoning.ledger.Postgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Accounts with credit in a PostgreSQL that writes through to its disk.
final class Payers {
    private static final int ACCOUNTS = 20;
    private static final BigDecimal CREDIT = new BigDecimal(1_000_000);
    private static final Limits WIDE = new Limits(10_000_000, 1_000_000_000_000L, 100_000);

    private final String name = Postgres.create();

    /// Where the ledger is.
    String url() {
        return Postgres.url(name);
    }

    /// A key of each account; the gateway has made the tables.
    List<String> keys() {
        Database database = Postgres.reach(name);
        Accounts accounts = new Accounts(database);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            Account account = accounts.open("Payer " + i, WIDE, false);
            accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, CREDIT, null, null, "bench");
            keys.addAll(Postgres.keys(database, account.id(), 1).stream()
                    .map(ApiKey.Created::secret)
                    .toList());
        }
        return keys;
    }

    /// The disk that it writes through to.
    static String disk() throws IOException {
        FileStore store = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")));
        return store.name() + " (" + store.type() + ")";
    }
}
