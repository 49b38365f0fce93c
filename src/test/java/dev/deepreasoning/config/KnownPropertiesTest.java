package dev.deepreasoning.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownPropertiesTest {
    private static final KnownProperties KNOWN = KnownProperties.load();

    @Test
    void listHoldsEverySettingThatTheCodeReads() {
        Set<String> listed = new TreeSet<>(KnownProperties.lines());
        Set<String> missing = new TreeSet<>(read());
        missing.removeAll(listed);
        assertTrue(
                missing.isEmpty(),
                () -> "Add these lines to src/main/resources/" + KnownProperties.RESOURCE + ", or the gateway refuses"
                        + " to start with them:\n" + String.join("\n", missing));
    }

    @Test
    void listIsSortedWithoutRepetition() {
        List<String> lines = KnownProperties.lines().stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertEquals(List.copyOf(new TreeSet<>(lines)), lines);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deepreasoning.demo",
                "deepreasoning.reasoners.main.base-url",
                "deepreasoning.reasoners.main.price.input",
                "deepreasoning.reasoners.main.headers.HTTP-Referer",
                "deepreasoning.anthropic.api-key",
                "deepreasoning.anthropic.eu.base-url",
                "deepreasoning.catalog.models.\"claude-3.5-x\".gone",
                "deepreasoning.catalog.models.claude-opus-5.gone",
                "deepreasoning.catalog.aliases[3].pattern",
                "deepreasoning.auth.keys",
                "deepreasoning.auth.keys[1]",
                "deepreasoning.pricing.models.claude-opus-5.input"
            })
    void knowsTheNamesOfSettings(String name) {
        assertTrue(KNOWN.knows(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deepreasoning.demos",
                "deepreasoning.reasoners.main.base_url",
                "deepreasoning.reasoners.base-url",
                "deepreasoning.catalog.aliases.pattern",
                "deepreasoning.catalog.models.claude-3.5-x.gone"
            })
    void doesNotKnowMisspeltNames(String name) {
        assertFalse(KNOWN.knows(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEEPREASONING_DEMO",
                "DEEPREASONING_REASONERS_MAIN_BASE_URL",
                "DEEPREASONING_REASONERS_MAIN_API_KEY",
                "DEEPREASONING_REASONERS_MAIN_MODEL",
                "DEEPREASONING_REASONERS_MAIN_PRIORITY",
                "DEEPREASONING_REASONERS_MAIN_REASONING_FORMAT",
                "DEEPREASONING_REASONERS_MAIN_AFTER_REASONING",
                "DEEPREASONING_REASONERS_MAIN_MAX_TOKENS",
                "DEEPREASONING_REASONERS_MAIN_FIRST_TOKEN_TIMEOUT",
                "DEEPREASONING_REASONERS_MAIN_IDLE_TIMEOUT",
                "DEEPREASONING_REASONERS_R1B_PRICE_INPUT",
                "DEEPREASONING_ANTHROPIC_BASE_URL",
                "DEEPREASONING_ANTHROPIC_EU_BASE_URL",
                "DEEPREASONING_AUTH_KEYS",
                "DEEPREASONING_CATALOG_DEFAULT_MODEL",
                "DEEPREASONING_STREAM_COMMIT_AFTER"
            })
    void knowsTheEnvironmentForm(String variable) {
        assertTrue(KNOWN.knowsVariable(variable));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEEPREASONING_DEMOS",
                "DEEPREASONING_REASONERS_MY_HOST_BASE_URL",
                "DEEPREASONING_REASONERS_MAIN_HEADERS_X",
                "DEEPREASONING_CATALOG_MODELS__CLAUDE_OPUS_5__GONE",
                "DEEPREASONING_CATALOG_ALIASES_0__PATTERN",
                "DEEPREASONING_"
            })
    void doesNotKnowVariablesThatWouldVanish(String variable) {
        assertFalse(KNOWN.knowsVariable(variable));
    }

    private static Set<String> read() {
        Set<String> names = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.deepreasoning")) {
            Class<?> loaded = type.reflect();
            if (loaded.isAnnotationPresent(ConfigMapping.class)) {
                names.addAll(ConfigMappings.getProperties(ConfigClass.configClass(loaded))
                        .keySet());
            }
            for (Constructor<?> constructor : loaded.getDeclaredConstructors()) {
                for (Parameter parameter : constructor.getParameters()) {
                    add(names, parameter.getAnnotation(ConfigProperty.class));
                }
            }
            for (Field field : loaded.getDeclaredFields()) {
                add(names, field.getAnnotation(ConfigProperty.class));
            }
        }
        names.removeIf(name -> !name.startsWith("deepreasoning."));
        return names;
    }

    private static void add(Set<String> names, ConfigProperty property) {
        if (property != null) {
            names.add(property.name());
        }
    }
}
