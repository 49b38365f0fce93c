package dev.deepreasoning.catalog;

import dev.deepreasoning.catalog.ClaudeModel.OwnThinking;
import dev.deepreasoning.catalog.ClaudeModel.SamplingRule;
import dev.deepreasoning.catalog.ClaudeModel.UpstreamPrice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lays an operator's models over the built-in ones.
final class CatalogMerge {
    private static final int DEFAULT_WINDOW = 200_000;
    private static final int DEFAULT_OUTPUT = 8_192;

    private CatalogMerge() {}

    static Map<String, ClaudeModel> merge(List<ClaudeModel> builtIn, Map<String, CatalogConfig.Model> configured) {
        Map<String, ClaudeModel> models = new LinkedHashMap<>();
        builtIn.forEach(model -> models.put(model.id(), model));
        configured.forEach((id, config) -> models.put(id, merge(id, models.get(id), config)));
        return models;
    }

    private static ClaudeModel merge(String id, @Nullable ClaudeModel known, CatalogConfig.Model config) {
        ClaudeModel base = known == null ? strict(id) : known;
        return new ClaudeModel(
                id,
                config.displayName().orElse(base.displayName()),
                config.contextWindow().orElse(base.contextWindow()),
                config.maxOutput().orElse(base.maxOutput()),
                config.sampling().orElse(base.sampling()),
                config.prefill().orElse(base.prefill()),
                config.thinking().orElse(base.ownThinking()),
                config.forcedToolChoice().orElse(base.forcedToolChoice()),
                config.effort().orElse(base.effort()),
                config.structuredOutput().orElse(base.structuredOutput()),
                config.searchResults().orElse(base.searchResults()),
                prices(base, config),
                config.deprecatedAt().orElse(base.deprecatedAt()),
                config.retiresAt().orElse(base.retiresAt()),
                config.gone().orElse(base.gone()),
                config.replacement().orElse(base.replacement()));
    }

    private static List<UpstreamPrice> prices(ClaudeModel base, CatalogConfig.Model config) {
        if (config.upstreamInputPrice().isEmpty()
                || config.upstreamOutputPrice().isEmpty()) {
            return base.upstreamPrices();
        }
        return List.of(BuiltInModels.price(
                0,
                config.upstreamInputPrice().get().toPlainString(),
                config.upstreamOutputPrice().get().toPlainString()));
    }

    private static ClaudeModel strict(String id) {
        return new ClaudeModel(
                id,
                id,
                DEFAULT_WINDOW,
                DEFAULT_OUTPUT,
                SamplingRule.NONE,
                false,
                OwnThinking.OPTIONAL,
                false,
                false,
                false,
                false,
                List.of(),
                null,
                null,
                false,
                null);
    }
}
