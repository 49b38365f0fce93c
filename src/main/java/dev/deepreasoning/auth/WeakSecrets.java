package dev.deepreasoning.auth;

import java.util.List;
import java.util.Locale;

/// Secrets that somebody could guess: copied from an example, short, or hardly more than one character.
final class WeakSecrets {
    private static final List<String> EXAMPLES =
            List.of("changeme", "change-me", "change_me", "replace", "your-key", "yourkey", "example", "password");
    private static final int SHORTEST = 16;
    private static final int FEWEST = 6;

    private WeakSecrets() {}

    /// Whether a secret is one of them.
    static boolean has(String secret) {
        String lower = secret.toLowerCase(Locale.ROOT);
        return secret.length() < SHORTEST
                || secret.chars().distinct().count() < FEWEST
                || EXAMPLES.stream().anyMatch(lower::contains);
    }
}
