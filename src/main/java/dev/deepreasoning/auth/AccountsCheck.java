package dev.deepreasoning.auth;

import dev.deepreasoning.auth.Caller.Mode;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.StartCheck;
import dev.deepreasoning.ledger.Database;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/// Accounts need a database.
@Singleton
public class AccountsCheck implements StartCheck {
    private final GatewayKeys keys;
    private final Database database;

    /// For the settings of this deployment.
    @Inject
    public AccountsCheck(GatewayKeys keys, Database database) {
        this.keys = keys;
        this.database = database;
    }

    @Override
    public void check(ConfigProblems problems) {
        problems.require(
                keys.mode() != Mode.ACCOUNTS || database.present(),
                "quarkus.datasource.jdbc.url",
                "must be set where deepreasoning.auth.mode is `accounts`: write where PostgreSQL is, for example"
                        + " jdbc:postgresql://host:5432/deepreasoning, with .username and .password beside it.");
    }
}
