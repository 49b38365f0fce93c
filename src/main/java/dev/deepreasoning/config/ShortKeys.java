package dev.deepreasoning.config;

import org.jspecify.annotations.Nullable;

/// The keys that SDK users have in their environment anyway: the short way to a gateway on the real services.
///
/// @param deepseek `DEEPSEEK_API_KEY`
/// @param anthropic `ANTHROPIC_API_KEY`
/// @param linkup `LINKUP_API_KEY`
public record ShortKeys(
        @Nullable String deepseek,
        @Nullable String anthropic,
        @Nullable String linkup) {
    /// None of them: also what every test sees, whatever the environment holds.
    public static final ShortKeys NONE = new ShortKeys(null, null, null);

    /// Hides the keys.
    @Override
    public String toString() {
        return "ShortKeys";
    }
}
