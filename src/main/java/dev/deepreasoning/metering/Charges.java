package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.ClaudeModel.UpstreamPrice;
import dev.deepreasoning.catalog.PricingConfig;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ResolvedModel;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.telemetry.Prices;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a finished run costs its caller, and what each of its stages costs the operator. USD, exact.
@ApplicationScoped
public class Charges {
    private static final BigDecimal SEARCH = new BigDecimal("0.005");
    private static final BigDecimal DEEP_SEARCH = new BigDecimal("0.05");
    private static final int PER_THOUSAND = 3;
    private static final int PER_MILLION = 6;

    private final Catalog catalog;
    private final PricingConfig pricing;
    private final Upstreams upstreams;

    /// For the rate card and the hosts of this deployment.
    public Charges(Catalog catalog, PricingConfig pricing, Upstreams upstreams) {
        this.catalog = catalog;
        this.pricing = pricing;
        this.upstreams = upstreams;
    }

    /// The prices of runs that ask for a model.
    public Prices of(ResolvedModel model) {
        return new Prices() {
            @Override
            public @Nullable BigDecimal price(RunReport report) {
                return Charges.this.price(report, model);
            }

            @Override
            public @Nullable BigDecimal upstreamCost(StageReport stage) {
                return Charges.this.upstreamCost(stage);
            }
        };
    }

    /// What the caller pays; absent where the model has no price. A stage on the caller's own key costs nothing here.
    public @Nullable BigDecimal price(RunReport report, ResolvedModel model) {
        RunReport.BilledUsage billed = report.billed();
        boolean answered = report.gave(Stage.ANSWER);
        boolean answerPaid = report.onCallersKey(Stage.ANSWER);
        boolean reasoningPaid = report.onCallersKey(Stage.REASONING);
        long input = (answered ? answerPaid : reasoningPaid) ? 0 : billed.input();
        long output =
                (reasoningPaid ? 0 : billed.reasoning()) + (answerPaid ? 0 : billed.output() - billed.reasoning());
        return catalog.price(model)
                .map(rate -> times(rate.input(), input)
                        .add(times(rate.output(), output))
                        .movePointLeft(PER_THOUSAND)
                        .add(
                                report.onCallersKey(Stage.SEARCH)
                                        ? BigDecimal.ZERO
                                        : pricing.webSearch().multiply(BigDecimal.valueOf(report.searches()))))
                .orElse(null);
    }

    /// What the operator pays for a stage; absent where its vendor's prices are not known.
    public @Nullable BigDecimal upstreamCost(StageReport stage) {
        if (stage.callersKey()) {
            return BigDecimal.ZERO;
        }
        return switch (stage.stage()) {
            case SEARCH -> searchCost(stage);
            case REASONING -> {
                ReasonerHost host = host(stage);
                ReasonerHost.Prices prices = host == null ? null : host.prices();
                yield prices == null ? null : cost(prices, stage.usage());
            }
            case ANSWER -> answerCost(stage);
        };
    }

    /// What a stage costs by its vendor's list, whoever pays; absent where that is not known.
    public @Nullable BigDecimal listCost(StageReport stage) {
        return switch (stage.stage()) {
            case SEARCH -> searchCost(stage);
            case REASONING -> {
                ReasonerHost host = host(stage);
                yield host == null ? null : cost(host.listPrices(), stage.usage());
            }
            case ANSWER -> answerCost(stage);
        };
    }

    /// What is left to the operator of a price; absent where it or the cost of a stage is not known.
    public @Nullable BigDecimal margin(RunReport report, ResolvedModel model) {
        BigDecimal left = price(report, model);
        for (StageReport stage : report.stages()) {
            BigDecimal cost = upstreamCost(stage);
            left = left == null || cost == null ? null : left.subtract(cost);
        }
        return left;
    }

    /// Linkup's list price of one search, by its depth; one that found nothing or failed is free there.
    private static BigDecimal searchCost(StageReport stage) {
        String depth = stage.model();
        if (depth == null) {
            return BigDecimal.ZERO;
        }
        return depth.equals("deep") ? DEEP_SEARCH : SEARCH;
    }

    private @Nullable ReasonerHost host(StageReport stage) {
        return upstreams.reasoners().stream()
                .filter(host -> host.name().equals(stage.host()))
                .findFirst()
                .orElse(null);
    }

    private static BigDecimal cost(ReasonerHost.Prices prices, TokenUsage usage) {
        return times(prices.input(), usage.totalInput() - usage.cacheRead())
                .add(times(prices.cacheRead(), usage.cacheRead()))
                .add(times(prices.output(), usage.output()))
                .movePointLeft(PER_MILLION);
    }

    private @Nullable BigDecimal answerCost(StageReport stage) {
        TokenUsage usage = stage.usage();
        List<UpstreamPrice> tiers = catalog.models().stream()
                .filter(model -> model.id().equals(stage.model()))
                .findFirst()
                .map(model -> model.upstreamPrices())
                .orElse(List.of());
        UpstreamPrice tier = null;
        for (UpstreamPrice each : tiers) {
            if (usage.totalInput() >= each.fromPromptTokens()
                    && (tier == null || each.fromPromptTokens() > tier.fromPromptTokens())) {
                tier = each;
            }
        }
        if (tier == null) {
            return null;
        }
        return times(tier.input(), usage.input())
                .add(times(tier.cacheWrite(), usage.cacheWrite()))
                .add(times(tier.cacheWriteLong(), usage.cacheWriteLong()))
                .add(times(tier.cacheRead(), usage.cacheRead()))
                .add(times(tier.output(), usage.output()))
                .movePointLeft(PER_MILLION);
    }

    private static BigDecimal times(BigDecimal rate, long tokens) {
        return rate.multiply(BigDecimal.valueOf(tokens));
    }
}
