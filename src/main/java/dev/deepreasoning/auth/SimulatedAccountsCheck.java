package dev.deepreasoning.auth;

import dev.deepreasoning.auth.Caller.Mode;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.StartCheck;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.Database;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/// A demo's credit is no money: simulated upstreams and real ones never share a ledger.
@Singleton
public class SimulatedAccountsCheck implements StartCheck {
    private final GatewayKeys keys;
    private final Database database;
    private final Accounts accounts;
    private final Upstreams upstreams;

    /// For the ledger and the upstreams of this deployment.
    @Inject
    public SimulatedAccountsCheck(GatewayKeys keys, Database database, Accounts accounts, Upstreams upstreams) {
        this.keys = keys;
        this.database = database;
        this.accounts = accounts;
        this.upstreams = upstreams;
    }

    @Override
    public void check(ConfigProblems problems) {
        if (keys.mode() == Mode.ACCOUNTS && database.present()) {
            problems.require(
                    !mixed(),
                    "quarkus.datasource.jdbc.url",
                    upstreams.simulated()
                            ? "names a database with real accounts, but R1 and Claude are simulated here: give the demo"
                                    + " a database of its own."
                            : "names a database with a demo's accounts, whose credit is no money: give this gateway"
                                    + " a database of its own.");
        }
    }

    private boolean mixed() {
        try {
            return accounts.mixed(upstreams.simulated());
        } catch (GatewayException unavailable) {
            // Told by readiness and by every request; nothing can be said about what is in it.
            return false;
        }
    }
}
