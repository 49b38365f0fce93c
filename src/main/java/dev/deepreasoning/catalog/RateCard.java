package dev.deepreasoning.catalog;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What each Claude costs a caller: the built-in card with the operator's prices over it. Exact decimals.
final class RateCard {
    private static final Map<String, Price> BUILT_IN = Map.of(
            "claude-sonnet-4-5-20250929", of("0.012", "0.058"),
            "claude-sonnet-4-20250514", of("0.012", "0.058"),
            "claude-haiku-4-5-20251001", of("0.0048", "0.023"),
            "claude-opus-4-5-20251101", of("0.019", "0.092"),
            "claude-opus-4-1-20250805", of("0.053", "0.26"),
            "claude-opus-4-20250514", of("0.053", "0.26"));

    private final Map<String, Price> prices;

    RateCard(PricingConfig config) {
        prices = new LinkedHashMap<>(BUILT_IN);
        config.models().forEach((id, rate) -> prices.put(id, new Price(rate.input(), rate.output())));
    }

    Optional<Price> price(String claudeId) {
        return Optional.ofNullable(prices.get(claudeId));
    }

    private static Price of(String input, String output) {
        return new Price(new BigDecimal(input), new BigDecimal(output));
    }
}
