package dev.deepreasoning.development;

import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/// Lets [Development] prepare what is not configured, whenever the configuration of an application in dev mode is put
/// together.
public final class DevelopmentSettings implements ConfigSourceFactory {
    private final boolean dev;

    /// For the service loader.
    public DevelopmentSettings() {
        this(LaunchMode.current() == LaunchMode.DEVELOPMENT);
    }

    DevelopmentSettings(boolean dev) {
        this.dev = dev;
    }

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (dev) {
            Development.prepare(name -> Optional.ofNullable(value(context.getValue(name))));
        }
        return List.of();
    }

    private static @Nullable String value(@Nullable ConfigValue value) {
        return value == null ? null : value.getValue();
    }
}
