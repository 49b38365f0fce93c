package dev.deepreasoning.config;

import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/// A misspelt setting does nothing and says nothing: this check says it.
@Singleton
public class UnknownSettings implements StartCheck {
    private static final String PREFIX = "deepreasoning.";
    private static final String VARIABLE_PREFIX = "DEEPREASONING_";
    private static final String ENVIRONMENT = "EnvConfigSource";

    private final Config config;
    private final Map<String, String> environment;
    private final KnownProperties known;

    /// For this process.
    @Inject
    public UnknownSettings(Config config) {
        this(config, System.getenv(), KnownProperties.load());
    }

    UnknownSettings(Config config, Map<String, String> environment, KnownProperties known) {
        this.config = config;
        this.environment = environment;
        this.known = known;
    }

    @Override
    public void check(ConfigProblems problems) {
        for (String name : unknownNames()) {
            problems.refuse(name, "is no setting of DeepReasoning: correct its name, or remove it.");
        }
        for (String variable : new TreeMap<>(environment).keySet()) {
            if (variable.startsWith(VARIABLE_PREFIX) && !known.knowsVariable(variable)) {
                problems.refuse(
                        variable,
                        "is no setting of DeepReasoning in its environment form: correct its name, or remove it. Names"
                                + " of hosts have letters and digits only there; models, aliases, headers and query"
                                + " parameters come from a file (QUARKUS_CONFIG_LOCATIONS).");
            }
        }
    }

    private List<String> unknownNames() {
        SmallRyeConfig source = config.unwrap(SmallRyeConfig.class);
        return StreamSupport.stream(source.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(PREFIX) && !known.knows(name))
                .filter(name -> !fromEnvironment(source.getConfigValue(name).getConfigSourceName()))
                .distinct()
                .sorted()
                .toList();
    }

    /// Variables are looked at as such: the names with dots that are derived from them lose their dashes.
    private static boolean fromEnvironment(@Nullable String source) {
        return source == null || source.startsWith(ENVIRONMENT);
    }
}
