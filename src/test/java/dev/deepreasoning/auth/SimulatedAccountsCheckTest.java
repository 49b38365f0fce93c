package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Postgres;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A demo and money never share a database.
class SimulatedAccountsCheckTest {
    private record Surroundings(boolean simulated) implements Upstreams {
        @Override
        public List<ReasonerHost> reasoners() {
            return List.of();
        }

        @Override
        public List<AnthropicEndpoint> anthropic() {
            return List.of();
        }
    }

    private static List<String> problems(String mode, Database database, boolean simulated) {
        ConfigProblems problems = new ConfigProblems();
        new SimulatedAccountsCheck(
                        GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, mode),
                        database,
                        new Accounts(database),
                        new Surroundings(simulated))
                .check(problems);
        return problems.problems().stream()
                .map(ConfigProblems.Problem::property)
                .toList();
    }

    @Test
    void anEmptyDatabaseIsAnybodys() {
        Database database = Postgres.ledger();
        assertEquals(List.of(), problems("accounts", database, true));
        assertEquals(List.of(), problems("accounts", database, false));
    }

    @Test
    void realAccountsAreRefusedInADemo() {
        Database database = Postgres.ledger();
        new Accounts(database).open("Real", Limits.DEFAULT, false);
        assertEquals(List.of("quarkus.datasource.jdbc.url"), problems("accounts", database, true));
        assertEquals(List.of(), problems("accounts", database, false));
        assertEquals(List.of(), problems("static", database, true), "no accounts, no matter");
    }

    @Test
    void aDemosAccountsAreRefusedWhereMoneyIs() {
        Database database = Postgres.ledger();
        new Accounts(database).open("Demo", Limits.DEFAULT, true);
        assertEquals(List.of("quarkus.datasource.jdbc.url"), problems("accounts", database, false));
        assertEquals(List.of(), problems("accounts", database, true));
    }
}
