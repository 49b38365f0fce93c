package dev.deepreasoning.config;

import dev.deepreasoning.config.Deployment.Launch;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/// What every bean may ask of its surroundings.
final class DeploymentProducer {
    @Produces
    @Singleton
    @DefaultBean
    Deployment deployment(Config config) {
        return deployment(config, LaunchMode.current());
    }

    /// The clock of the deployment; tests bring their own, so that none depends on today.
    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    @DefaultBean
    ShortKeys shortKeys(Config config, Deployment deployment) {
        return shortKeys(config, deployment.launch());
    }

    static ShortKeys shortKeys(Config config, Launch launch) {
        if (launch == Launch.TEST) {
            return ShortKeys.NONE;
        }
        return new ShortKeys(
                key(config, "DEEPSEEK_API_KEY"), key(config, "ANTHROPIC_API_KEY"), key(config, "LINKUP_API_KEY"));
    }

    private static @Nullable String key(Config config, String variable) {
        return config.getOptionalValue(variable, String.class)
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .orElse(null);
    }

    static Deployment deployment(Config config, LaunchMode mode) {
        Launch launch =
                switch (mode) {
                    case DEVELOPMENT -> Launch.DEV;
                    case TEST -> Launch.TEST;
                    case NORMAL, RUN -> Launch.PACKAGED;
                };
        return new Deployment(
                launch,
                config.getOptionalValue("deepreasoning.demo", Boolean.class).orElse(false),
                config.getOptionalValue("KUBERNETES_SERVICE_HOST", String.class).isPresent());
    }
}
