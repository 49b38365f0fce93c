package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.auth.Caller.Mode;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.Deployment.Launch;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayKeysTest {
    static final Deployment DEV = new Deployment(Launch.DEV, false, false);
    static final Deployment PACKAGED = new Deployment(Launch.PACKAGED, false, false);
    private static final Deployment DEMO = new Deployment(Launch.PACKAGED, true, false);
    private static final Deployment KUBERNETES = new Deployment(Launch.PACKAGED, false, true);
    private static final String MODE = "deepreasoning.auth.mode";
    private static final String KEYS = "deepreasoning.auth.keys";

    @Test
    void isOpenInDevelopmentAndDemoUnlessToldOtherwise() {
        assertEquals(Mode.OPEN, keys(DEV, null).mode());
        assertEquals(Mode.OPEN, keys(DEMO, null).mode());
        assertEquals(Mode.STATIC, keys(DEMO, null, "sk-a").mode());
        assertEquals(Mode.STATIC, keys(DEV, "static", "sk-a").mode());
    }

    @Test
    void isNeverOpenInProduction() {
        assertEquals(List.of(MODE), problems(keys(PACKAGED, "open")));
        assertEquals(List.of(), problems(keys(DEMO, "open")));
    }

    @Test
    void refusesKeysThatCanBeGuessedInProduction() {
        for (String weak :
                List.of("sk-short", "changeme-0123456789abcdef", "aaaaaaaaaaaaaaaaaaaa", "Your-Key-0123456789")) {
            assertEquals(List.of(KEYS), problems(keys(PACKAGED, null, "sk-0123456789abcdef", weak)), weak);
            assertEquals(List.of(), problems(keys(DEMO, null, weak)), "it opens nothing of worth");
        }
    }

    @Test
    void makesUpOneKeyForOneRunAndShowsItOnStandardErrorAlone() {
        GatewayKeys keys = keys(PACKAGED, null);

        assertEquals(Mode.STATIC, keys.mode());
        assertEquals(List.of(), problems(keys));
        String key = keys.keys().getFirst();
        assertTrue(key.matches("sk-deepreasoning-[A-Za-z0-9_-]{43}"));
        assertNotEquals(key, keys(PACKAGED, null).keys().getFirst());
        assertEquals(1, announced(keys).split(key, -1).length - 1);
    }

    @Test
    void commandShowsNoKey() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        new KeyAnnouncement(keys(PACKAGED, null), new PrintStream(shown, true, StandardCharsets.UTF_8), "check")
                .announce(new StartupEvent());

        assertEquals(0, shown.size());
    }

    @Test
    void saysNothingOfKeysThatTheOperatorGave() {
        assertEquals("", announced(keys(PACKAGED, null, "sk-a")));
        assertEquals(
                List.of("sk-a", "sk-b"), keys(PACKAGED, null, "sk-a", " sk-b ").keys());
    }

    @Test
    void refusesToMakeUpKeysInsideKubernetes() {
        assertEquals(List.of(KEYS), problems(keys(KUBERNETES, null)));
        assertEquals(List.of(), problems(keys(KUBERNETES, null, "sk-0123456789abcdef")));
    }

    @Test
    void refusesStaticKeysThatAreNone() {
        assertEquals(List.of(KEYS), problems(keys(PACKAGED, "static")));
    }

    static GatewayKeys keys(Deployment deployment, String mode, String... keys) {
        Map<String, String> values = new HashMap<>();
        if (mode != null) {
            values.put(MODE, mode);
        }
        if (keys.length > 0) {
            values.put(KEYS, String.join(",", keys));
        }
        return new GatewayKeys(
                new SmallRyeConfigBuilder()
                        .withMapping(AuthConfig.class)
                        .withSources(new PropertiesConfigSource(values, "a file", 250))
                        .build()
                        .getConfigMapping(AuthConfig.class),
                deployment);
    }

    private static List<String> problems(GatewayKeys keys) {
        ConfigProblems problems = new ConfigProblems();
        keys.check(problems);
        return problems.problems().stream()
                .map(ConfigProblems.Problem::property)
                .toList();
    }

    private static String announced(GatewayKeys keys) {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        new KeyAnnouncement(keys, new PrintStream(shown, true, StandardCharsets.UTF_8)).announce(new StartupEvent());
        return shown.toString(StandardCharsets.UTF_8);
    }
}
