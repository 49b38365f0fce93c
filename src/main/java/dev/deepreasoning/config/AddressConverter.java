package dev.deepreasoning.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/// Reads the address of a service. What is none becomes one that [ConfigProblems#url] refuses by its property's name: a
/// converter's own failure would be told with the value, which may hold a password.
public final class AddressConverter implements Converter<URI> {
    private static final long serialVersionUID = 1;
    private static final URI NONE = URI.create("none:none");

    /// For the configuration.
    public AddressConverter() {}

    /// @return absent where nothing is written
    @Override
    public @Nullable URI convert(String value) {
        if (value.isBlank()) {
            return null;
        }
        try {
            return new URI(value.strip());
        } catch (URISyntaxException malformed) {
            return NONE;
        }
    }
}
