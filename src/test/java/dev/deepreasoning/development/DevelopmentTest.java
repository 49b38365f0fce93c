package dev.deepreasoning.development;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DevelopmentTest {
    private final Map<String, String> configured = new HashMap<>();
    private final Properties settings = new Properties();

    private Properties prepare() {
        Development.prepare(
                name -> Optional.ofNullable(configured.get(name)), () -> () -> "jdbc:postgresql://here", settings);
        return settings;
    }

    @Test
    void bringsADatabaseAndATokenOfItsOwn() {
        prepare();
        assertEquals("jdbc:postgresql://here", settings.getProperty(Development.URL));
        assertEquals("true", settings.getProperty(Development.NEW));
        String token = settings.getProperty(Development.TOKEN);
        assertTrue(token.matches("[0-9a-f]{64}"), token);
        settings.clear();
        assertNotEquals(token, prepare().getProperty(Development.TOKEN));
    }

    @Test
    void leavesAConfiguredDatabaseAlone() {
        configured.put(Development.URL, "jdbc:postgresql://there");
        assertTrue(prepare().isEmpty());
    }

    @Test
    void leavesAConfiguredTokenAlone() {
        configured.put(Development.TOKEN, "mine");
        assertFalse(prepare().containsKey(Development.TOKEN));
    }

    @Test
    void withoutADatabaseOnTheClassPathTheStartFails() {
        assertThrows(
                NoSuchElementException.class,
                () -> Development.prepare(
                        _ -> Optional.empty(),
                        () -> Optional.<LocalDatabase>empty().orElseThrow(),
                        settings));
    }

    @Test
    void theDatabaseIsAPostgreSql() throws Exception {
        Properties before = (Properties) System.getProperties().clone();
        try {
            Development.prepare();
            String url = System.getProperty(Development.URL);
            try (Connection connection = DriverManager.getConnection(
                    url, Development.USER, System.getProperty("quarkus.datasource.password"))) {
                assertEquals("PostgreSQL", connection.getMetaData().getDatabaseProductName());
            }
            Development.prepare();
            assertEquals(url, System.getProperty(Development.URL), "a live reload keeps it");
        } finally {
            System.setProperties(before);
        }
    }
}
