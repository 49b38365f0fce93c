package dev.deepreasoning.canonical;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One stage as it went.
///
/// @param model the model that served, by its vendor's name
/// @param host the reasoner host by its configured name; only for operators' eyes
/// @param firstToken from the stage's start to its first delta
/// @param total from the stage's start to its end
/// @param callersKey the call was made, and is paid for, with a key of the caller's own
/// @param exchange how the upstream answered; absent where none did
public record StageReport(
        Stage stage,
        @Nullable String model,
        @Nullable String host,
        TokenUsage usage,
        @Nullable Duration firstToken,
        Duration total,
        boolean callersKey,
        @Nullable Exchange exchange) {
    /// A stage on the operator's key of whose call nothing more is known.
    public StageReport(
            Stage stage,
            @Nullable String model,
            @Nullable String host,
            TokenUsage usage,
            @Nullable Duration firstToken,
            Duration total) {
        this(stage, model, host, usage, firstToken, total, false, null);
    }

    /// The head of an upstream's answer, the last one where a call was tried again.
    ///
    /// @param headers by lower-case name, without those that hold secrets
    public record Exchange(int status, Map<String, String> headers) {
        public Exchange {
            headers = Map.copyOf(headers);
        }
    }
}
