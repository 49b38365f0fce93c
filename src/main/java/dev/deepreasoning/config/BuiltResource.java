package dev.deepreasoning.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Files that the build puts on the class path.
public final class BuiltResource {
    private BuiltResource() {}

    /// What is in one of them.
    ///
    /// @throws IllegalStateException where this build lacks it
    public static byte[] bytes(String name) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
