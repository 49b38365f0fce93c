package dev.deepreasoning.catalog;

import dev.deepreasoning.catalog.ClaudeModel.OwnThinking;
import dev.deepreasoning.catalog.ClaudeModel.SamplingRule;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Models, aliases: what an operator changes of the built-in catalogue, or adds to it.
@ConfigMapping(prefix = "deepreasoning.catalog")
public interface CatalogConfig {
    /// The Claude that answers where the caller names none.
    @WithDefault("claude-sonnet-4-5-20250929")
    String defaultModel();

    /// Claude models by their vendor's id; a known id changes what is given, a new one is added.
    Map<String, Model> models();

    /// Other names for a model, with defaults of their own; the first that matches counts.
    List<Alias> aliases();

    /// One Claude model. What is not given stays as built in; for a new id the stricter rule.
    interface Model {
        /// Name for people.
        Optional<String> displayName();

        /// Tokens of prompt and answer together.
        Optional<Integer> contextWindow();

        /// Most tokens of an answer.
        Optional<Integer> maxOutput();

        /// `both`, `one` or `none` of temperature and top_p.
        Optional<SamplingRule> sampling();

        /// Whether it takes an assistant prefill.
        Optional<Boolean> prefill();

        /// `never`, `optional`, `default` or `always`.
        Optional<OwnThinking> thinking();

        /// Whether it takes a forced tool choice.
        Optional<Boolean> forcedToolChoice();

        /// Whether it takes an effort.
        Optional<Boolean> effort();

        /// Whether it takes a JSON schema for its answer.
        Optional<Boolean> structuredOutput();

        /// Whether it takes web pages as blocks that it can cite.
        Optional<Boolean> searchResults();

        /// What its vendor charges for input, USD per million tokens.
        Optional<BigDecimal> upstreamInputPrice();

        /// What its vendor charges for output, USD per million tokens.
        Optional<BigDecimal> upstreamOutputPrice();

        /// When its vendor announced its end.
        Optional<LocalDate> deprecatedAt();

        /// The day from which its vendor no longer serves it.
        Optional<LocalDate> retiresAt();

        /// Declared gone, whatever the date.
        Optional<Boolean> gone();

        /// The id that takes its place.
        Optional<String> replacement();
    }

    /// Another name.
    interface Alias {
        /// The name, exact or with `*` for any characters.
        String pattern();

        /// What it stands for: `deepreasoning`, `deepreasoning/<id>` or a Claude id.
        String model();

        /// Default reasoning mode of requests under this name: `on`, `off` or `only`. Text, because YAML turns a bare
        /// `off` into `false`; both are understood.
        Optional<String> reasoningMode();

        /// Default bound on the answer of requests under this name.
        Optional<Integer> maxTokens();
    }
}
