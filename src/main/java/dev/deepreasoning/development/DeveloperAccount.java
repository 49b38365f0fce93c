package dev.deepreasoning.development;

import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.LedgerEntry;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Properties;

/// An account to try, in the database that [Development] has started: made once, its key and the administrator's token
/// shown once, on standard error, because logs are kept.
@IfBuildProfile("dev")
@ApplicationScoped
public class DeveloperAccount {
    private static final int AFTER_THE_TABLES = 200;
    private static final BigDecimal CREDIT = new BigDecimal(100);
    private static final Limits LIMITS = new Limits(1_000, 20_000_000, 100);

    private final Accounts accounts;
    private final Keys keys;
    private final boolean simulated;
    private final Properties settings;
    private final PrintStream terminal;

    /// In the gateway's database.
    @Inject
    public DeveloperAccount(Accounts accounts, Keys keys, Upstreams upstreams) {
        this(accounts, keys, upstreams.simulated(), System.getProperties(), System.err);
    }

    DeveloperAccount(Accounts accounts, Keys keys, boolean simulated, Properties settings, PrintStream terminal) {
        this.accounts = accounts;
        this.keys = keys;
        this.simulated = simulated;
        this.settings = settings;
        this.terminal = terminal;
    }

    void make(@Observes @Priority(AFTER_THE_TABLES) StartupEvent event) {
        if (settings.getProperty(Development.NEW) == null) {
            return;
        }
        Account account = accounts.open("Developer", LIMITS, simulated);
        accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, CREDIT, "dev", "to try with", "dev");
        ApiKey.Created key = keys.create(account.id(), new ApiKey.Terms("dev", null, null, null, null))
                .orElseThrow();
        settings.remove(Development.NEW);
        terminal.println("""

                This run has a PostgreSQL of its own, with one account that has 100 USD. Requests with its key are charged
                to it; the gateway stays open for all others.

                    account key   %s
                    admin token   %s

                They are not shown again, and end with this process.
                """.formatted(key.secret(), settings.getProperty(Development.TOKEN, "as configured")));
    }
}
