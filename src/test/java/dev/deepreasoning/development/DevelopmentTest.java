package dev.deepreasoning.development;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
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
    void aDatabaseThatDoesNotStartEndsTheStart() {
        LocalDatabase broken = () -> {
            throw new IOException("no space left");
        };
        assertThrows(
                UncheckedIOException.class, () -> Development.prepare(_ -> Optional.empty(), () -> broken, settings));
        assertTrue(settings.isEmpty());
    }

    @Test
    void theDatabaseIsAPostgreSql() throws Exception {
        Properties before = (Properties) System.getProperties().clone();
        try {
            ConfigSourceContext context = new Unconfigured();
            assertFalse(new DevelopmentSettings()
                    .getConfigSources(context)
                    .iterator()
                    .hasNext());
            assertNull(System.getProperty(Development.URL), "a packaged gateway has none of its own");
            new DevelopmentSettings(true).getConfigSources(context);
            String url = System.getProperty(Development.URL);
            try (Connection connection = DriverManager.getConnection(
                    url, Development.USER, System.getProperty("quarkus.datasource.password"))) {
                assertEquals("PostgreSQL", connection.getMetaData().getDatabaseProductName());
            }
            new DevelopmentSettings(true).getConfigSources(context);
            assertEquals(url, System.getProperty(Development.URL), "a live reload keeps it");
        } finally {
            System.setProperties(before);
        }
    }

    /// Nothing but system properties.
    private static final class Unconfigured implements ConfigSourceContext {
        @Override
        public @Nullable ConfigValue getValue(String name) {
            String value = System.getProperty(name);
            return value == null
                    ? null
                    : ConfigValue.builder().withName(name).withValue(value).build();
        }

        @Override
        public List<String> getProfiles() {
            return List.of();
        }

        @Override
        public List<ConfigSource> getConfigSources() {
            return List.of();
        }

        @Override
        public Iterator<String> iterateNames() {
            return Collections.emptyIterator();
        }
    }
}
