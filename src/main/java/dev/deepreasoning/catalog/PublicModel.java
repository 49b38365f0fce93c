package dev.deepreasoning.catalog;

import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A name under which callers reach a model, as the model list shows it.
///
/// @param id the name
/// @param answerer the Claude behind it
/// @param retiresAt the day from which its vendor answers 404
/// @param replacement a public name
public record PublicModel(
        String id,
        String displayName,
        ClaudeModel answerer,
        Lifecycle lifecycle,
        @Nullable LocalDate retiresAt,
        @Nullable String replacement) {
    /// Where a model is in its life.
    public enum Lifecycle {
        ACTIVE,
        DEPRECATED,
        RETIRED;

        /// Lower case.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
