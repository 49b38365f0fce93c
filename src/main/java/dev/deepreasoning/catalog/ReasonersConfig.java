package dev.deepreasoning.catalog;

import dev.deepreasoning.catalog.ReasonerHost.AfterReasoning;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import dev.deepreasoning.config.AddressConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The ordered list of hosts that serve a reasoner.
@ConfigMapping(prefix = "deepreasoning.reasoners")
public interface ReasonersConfig {
    /// Hosts by name; letters and digits where environment variables are used.
    @WithParentName
    Map<String, Host> reasoners();

    /// One host. What is not given comes from its preset.
    interface Host {
        /// Defaults for a known host: `official` (or `deepseek`), `openrouter`, `together`, `fireworks`, `azure`,
        /// `nvidia`, `vllm`, `sglang`, `ollama`; without one, found out from `base-url`, else those of any
        /// OpenAI-compatible host.
        Optional<ReasonerPreset> preset();

        /// The part before `/chat/completions`.
        @WithConverter(AddressConverter.class)
        Optional<URI> baseUrl();

        /// The key; absent for hosts that need none.
        Optional<String> apiKey();

        /// `Authorization` (sent as `Bearer <key>`) or a header that takes the bare key.
        Optional<String> authHeader();

        /// Extra query parameters.
        Map<String, String> query();

        /// Extra request headers.
        Map<String, String> headers();

        /// A JSON object merged into every request.
        Optional<String> extraBody();

        /// The host's name of the model.
        Optional<String> model();

        /// Lower is tried first.
        @WithDefault("100")
        int priority();

        /// Share among hosts of the same priority.
        @WithDefault("1")
        int weight();

        /// Where the reasoning stands: `auto`, `field`, `inline`, `inline-implicit-open`.
        Optional<ReasoningFormat> reasoningFormat();

        /// What becomes of the host's own answer: `cancel` or `drain`.
        Optional<AfterReasoning> afterReasoning();

        /// A temperature of the host's own, instead of the caller's.
        Optional<Double> temperature();

        /// A top_p of the host's own.
        Optional<Double> topP();

        /// R1 loops when it decodes greedily.
        @WithDefault("0.3")
        double minTemperature();

        /// The host's limit on reasoning and answer.
        Optional<Integer> maxTokens();

        /// Tokens of prompt and output together.
        Optional<Integer> contextWindow();

        /// Name of the request member that takes an effort.
        Optional<String> effortField();

        /// Without a delta for so long, the host has failed and the next is tried.
        @WithDefault("60s")
        Duration firstTokenTimeout();

        /// Without a byte for so long, the call has failed.
        @WithDefault("60s")
        Duration idleTimeout();

        /// Most time of one call.
        @WithDefault("10m")
        Duration totalTimeout();

        /// What the host charges.
        Price price();

        /// USD per million tokens.
        interface Price {
            /// Prompt tokens.
            Optional<BigDecimal> input();

            /// Prompt tokens read from the host's cache.
            Optional<BigDecimal> cacheRead();

            /// Generated tokens.
            Optional<BigDecimal> output();
        }
    }
}
