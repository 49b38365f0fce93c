package dev.deepreasoning.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.util.Map;

/// The rate card: what callers pay, in USD.
@ConfigMapping(prefix = "deepreasoning.pricing")
public interface PricingConfig {
    /// Per Claude model, by its vendor's id. A model without a price is refused for accounts that pay.
    Map<String, Rate> models();

    /// For one web search that was made.
    @WithDefault("0.013")
    BigDecimal webSearch();

    /// USD per 1,000 tokens.
    interface Rate {
        /// The prompt, which counts once.
        BigDecimal input();

        /// Reasoning and answer.
        BigDecimal output();
    }
}
