package dev.deepreasoning.catalog;

import dev.deepreasoning.canonical.RequestBounds;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.StartCheck;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;

/// Looks at models, aliases and prices, and warns of Claude models whose end is near. Dates only ever warn.
@Singleton
public class CatalogCheck implements StartCheck {
    private static final String PREFIX = "deepreasoning.catalog.";
    private static final String PRICING = "deepreasoning.pricing.";
    private static final int NOTICE_DAYS = 30;
    private static final int MOST_TOKENS = 10_000_000;

    private final CatalogConfig config;
    private final PricingConfig pricing;
    private final Clock clock;

    /// For the settings of this deployment.
    @Inject
    public CatalogCheck(CatalogConfig config, PricingConfig pricing, Clock clock) {
        this.config = config;
        this.pricing = pricing;
        this.clock = clock;
    }

    @Override
    public void check(ConfigProblems problems) {
        CatalogNames names = new CatalogNames(config);
        problems.require(
                names.byId(CatalogNames.withoutPrefix(config.defaultModel())) != null,
                PREFIX + "default-model",
                "names no model of the catalogue: write a Claude model's id such as `claude-haiku-4-5-20251001`.");
        config.models().forEach((id, model) -> check(problems, names, id, model));
        int index = 0;
        for (CatalogConfig.Alias alias : config.aliases()) {
            check(problems, names, PREFIX + "aliases[" + index++ + "].", alias);
        }
        config.aliases().stream()
                .map(CatalogConfig.Alias::pattern)
                .filter(pattern -> config.aliases().stream()
                                .filter(other -> other.pattern().equals(pattern))
                                .count()
                        > 1)
                .distinct()
                .forEach(pattern -> problems.refuse(
                        PREFIX + "aliases", "holds the pattern `" + pattern + "` twice: write each once."));
        checkPrices(problems, names);
        warnOfTheEnd(problems, names);
    }

    private static void check(ConfigProblems problems, CatalogNames names, String id, CatalogConfig.Model model) {
        String prefix = PREFIX + "models.\"" + id + "\".";
        ClaudeModel merged = names.byId(id);
        if (merged == null) {
            return;
        }
        problems.between(prefix + "context-window", merged.contextWindow(), 1, MOST_TOKENS);
        problems.between(prefix + "max-output", merged.maxOutput(), 1, merged.contextWindow());
        model.replacement()
                .ifPresent(other -> problems.require(
                        names.byId(other) != null && !other.equals(id),
                        prefix + "replacement",
                        "names no other model of the catalogue: write the id of the model that takes its place."));
        problems.require(
                model.upstreamInputPrice().isPresent()
                        == model.upstreamOutputPrice().isPresent(),
                prefix + "upstream-output-price",
                "goes with .upstream-input-price: write both, in USD per million tokens.");
        model.upstreamInputPrice()
                .ifPresent(price -> UpstreamsCheck.notNegative(problems, prefix + "upstream-input-price", price));
        model.upstreamOutputPrice()
                .ifPresent(price -> UpstreamsCheck.notNegative(problems, prefix + "upstream-output-price", price));
    }

    private static void check(ConfigProblems problems, CatalogNames names, String prefix, CatalogConfig.Alias alias) {
        problems.require(
                !alias.pattern().isBlank() && !alias.pattern().equals(CatalogNames.OWN),
                prefix + "pattern",
                "must be a name other than `deepreasoning`.");
        problems.require(
                names.target(alias.model()) != null,
                prefix + "model",
                "names no model: write `deepreasoning`, `deepreasoning/<id>` or a Claude model's id of the catalogue.");
        alias.reasoningMode()
                .ifPresent(mode -> problems.require(
                        CatalogNames.Alias.mode(mode) != null,
                        prefix + "reasoning-mode",
                        "is no reasoning mode: write `on`, `off` or `only`."));
        alias.maxTokens()
                .ifPresent(tokens -> problems.between(
                        prefix + "max-tokens",
                        tokens,
                        RequestBounds.ANSWER_TOKENS.min(),
                        RequestBounds.ANSWER_TOKENS.max()));
    }

    private void checkPrices(ConfigProblems problems, CatalogNames names) {
        UpstreamsCheck.notNegative(problems, PRICING + "web-search", pricing.webSearch());
        pricing.models().forEach((id, rate) -> {
            String prefix = PRICING + "models.\"" + id + "\"";
            problems.require(names.exact(id), prefix, "is no model of the catalogue: write a Claude model's full id.");
            UpstreamsCheck.notNegative(problems, prefix + ".input", rate.input());
            UpstreamsCheck.notNegative(problems, prefix + ".output", rate.output());
        });
    }

    /// The models that a caller reaches without naming one, and those that the operator has written about: warning of
    /// every retired model of the catalogue at every start would hide those that matter.
    private void warnOfTheEnd(ConfigProblems problems, CatalogNames names) {
        Set<ClaudeModel> inUse = new LinkedHashSet<>();
        inUse.add(names.defaultModel());
        names.aliases().forEach(alias -> inUse.add(alias.target()));
        config.models().keySet().forEach(id -> {
            ClaudeModel model = names.byId(id);
            if (model != null) {
                inUse.add(model);
            }
        });
        LocalDate today = LocalDate.now(clock);
        for (ClaudeModel model : inUse) {
            LocalDate end = model.retiresAt();
            if (model.gone()) {
                problems.warn(model.id() + " is declared gone." + instead(model));
            } else if (end != null && !today.isBefore(end)) {
                problems.warn(model.id() + " was retired by its vendor on " + end + "." + instead(model));
            } else if (end != null && today.plusDays(NOTICE_DAYS).compareTo(end) >= 0) {
                problems.warn(model.id() + " is retired by its vendor on " + end + "." + instead(model));
            }
        }
    }

    private static String instead(ClaudeModel model) {
        return model.replacement() == null ? "" : " Its replacement is " + model.replacement() + ".";
    }
}
