package dev.deepreasoning.catalog;

import dev.deepreasoning.canonical.RequestBounds;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A name under which callers reach a model, with all that the model list shows of it.
///
/// @param id the name
/// @param displayName name for people
/// @param created when the model was published; for the gateway's own names when this catalogue was
/// @param answerer the Claude behind it
/// @param lifecycle of the name: the gateway's own name stays whatever becomes of the model behind it
/// @param retiresAt the day from which its vendor answers 404
/// @param replacement a public name
/// @param price absent where the operator set none
public record PublicModel(
        String id,
        String displayName,
        Instant created,
        ClaudeModel answerer,
        Lifecycle lifecycle,
        @Nullable LocalDate retiresAt,
        @Nullable String replacement,
        @Nullable Price price) {
    /// Tokens of prompt and answer together.
    public int contextWindow() {
        return answerer.contextWindow();
    }

    /// Most tokens of an answer: not more than a caller may ask for, whatever the model could write.
    public int maxOutput() {
        return Math.min(RequestBounds.ANSWER_TOKENS.max(), answerer.maxOutput());
    }

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
