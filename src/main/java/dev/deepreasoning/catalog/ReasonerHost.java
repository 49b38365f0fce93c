package dev.deepreasoning.catalog;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One host that serves a reasoner, with everything in which hosts differ.
///
/// @param name as configured; letters and digits
/// @param baseUrl the part before `/chat/completions`
/// @param authHeader `Authorization` (sent as `Bearer <key>`) or a header that takes the bare key
/// @param query extra query parameters
/// @param headers extra request headers
/// @param extraBody a JSON object merged into every request
/// @param model the host's name of the model
/// @param priority lower is tried first
/// @param weight share among hosts of the same priority
/// @param temperature fixed by the host; absent: the caller's
/// @param minTemperature R1 loops when it decodes greedily
/// @param maxTokens the host's own limit of reasoning and answer
/// @param contextWindow prompt and output together
/// @param effortField name of the request member that takes an effort, absent where the host knows none
/// @param prices absent where the operator set none
public record ReasonerHost(
        String name,
        URI baseUrl,
        @Nullable String apiKey,
        String authHeader,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable String extraBody,
        String model,
        int priority,
        int weight,
        ReasoningFormat format,
        AfterReasoning afterReasoning,
        @Nullable Double temperature,
        @Nullable Double topP,
        double minTemperature,
        int maxTokens,
        int contextWindow,
        @Nullable String effortField,
        Duration firstTokenTimeout,
        Duration idleTimeout,
        Duration totalTimeout,
        @Nullable Prices prices) {
    public ReasonerHost {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /// What the host charges, or the model's list price where nobody has said.
    public Prices listPrices() {
        return prices == null ? ReasonerListPrices.of(model) : prices;
    }

    /// Hides the key.
    @Override
    public String toString() {
        return "ReasonerHost[" + name + ", " + baseUrl + ", " + model + "]";
    }

    /// Where a host puts the reasoning.
    public enum ReasoningFormat {
        /// Found out from what arrives.
        AUTO,
        /// In a field of its own.
        FIELD,
        /// In the text, between `<think>` and `</think>`.
        INLINE,
        /// In the text, without the opening tag.
        INLINE_IMPLICIT_OPEN
    }

    /// What to do with the host's own answer, which nobody needs.
    public enum AfterReasoning {
        /// Close the call.
        CANCEL,
        /// Read on in the background, for exact usage.
        DRAIN
    }

    /// USD per million tokens.
    public record Prices(BigDecimal input, BigDecimal cacheRead, BigDecimal output) {}
}
