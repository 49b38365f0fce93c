package dev.deepreasoning.development;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.KeyFormat;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.Postgres;
import io.quarkus.runtime.StartupEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeveloperAccountTest {
    private static final Pattern KEY = Pattern.compile("account key {3}(\\S+)");

    private final Database database = Postgres.ledger();
    private final Accounts accounts = new Accounts(database);
    private final Keys keys = new Keys(database);
    private final Properties settings = new Properties();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final DeveloperAccount developer =
            new DeveloperAccount(accounts, keys, true, settings, new PrintStream(shown, true, StandardCharsets.UTF_8));

    @Test
    void isMadeOnceAndShownOnce() {
        settings.setProperty(Development.NEW, "true");
        settings.setProperty(Development.TOKEN, "the-token");
        developer.make(new StartupEvent());
        developer.make(new StartupEvent());
        String text = shown.toString(StandardCharsets.UTF_8);
        Matcher key = KEY.matcher(text);
        assertTrue(key.find(), text);
        Account account = accounts.find(
                        keys.find(KeyFormat.hash(key.group(1))).orElseThrow().account())
                .orElseThrow();
        assertEquals(0, new BigDecimal(100).compareTo(account.balance()));
        assertTrue(account.simulated());
        assertTrue(text.contains("the-token"), text);
        assertEquals(1, accounts.list(null, 10).size());
        assertTrue(!key.find(), text);
    }

    @Test
    void isNotMadeInADatabaseThatSomebodyHasConfigured() {
        developer.make(new StartupEvent());
        assertEquals(0, shown.size());
        assertEquals(0, accounts.list(null, 10).size());
    }
}
