package dev.deepreasoning.metering;

import dev.deepreasoning.auth.AccountKey;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.ReasoningSeal;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.Price;
import dev.deepreasoning.catalog.PricingConfig;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.Offloading;
import dev.deepreasoning.ledger.UsageEvents;
import dev.deepreasoning.ledger.UsageEvents.Habit;
import dev.deepreasoning.pipeline.CompletionPipeline;
import dev.deepreasoning.pipeline.Foreseen;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What requests would cost, for callers who want to know before they ask. Nothing upstream is called.
@ApplicationScoped
public class Estimator {
    /// What R1 and Claude write for an ordinary question, where an account's own requests do not tell better.
    private static final Habit ORDINARY = new Habit(0, 3_000, 1_000);

    private static final int PER_THOUSAND = 3;
    private static final long ORDINARY_PAGES = 4_000;

    private final CompletionPipeline pipeline;
    private final Catalog catalog;
    private final PricingConfig pricing;
    private final ReasoningSeal seal;
    private final Accounts accounts;
    private final UsageEvents events;
    private final Offloading offloading;
    private final Vertx vertx;

    /// For the rate card and the ledger of this deployment.
    public Estimator(
            CompletionPipeline pipeline,
            Catalog catalog,
            PricingConfig pricing,
            ReasoningSeal seal,
            Accounts accounts,
            UsageEvents events,
            Offloading offloading,
            Vertx vertx) {
        this.pipeline = pipeline;
        this.catalog = catalog;
        this.pricing = pricing;
        this.seal = seal;
        this.accounts = accounts;
        this.events = events;
        this.offloading = offloading;
        this.vertx = vertx;
    }

    /// The estimate. Comes on the event loop that asks.
    ///
    /// @throws GatewayException as the request itself would fail before anything is called; 403 where its model has no
    ///     price
    public Uni<Estimate> of(CanonicalRequest asked, Caller caller) {
        CanonicalRequest request = OwnReasoning.of(caller.keys().in(asked), caller.id(), seal);
        Foreseen foreseen = pipeline.foresee(request);
        String model = foreseen.model().answerer().id();
        Price price = catalog.price(foreseen.model()).orElseThrow(() -> Governor.unpriced(model));
        Quote quote = new Quote(foreseen, price, pricing.webSearch(), caller.keys());
        AccountKey key = caller.account();
        if (key == null) {
            return Uni.createFrom().item(estimate(foreseen, price, quote, Optional.empty(), null));
        }
        Context context = vertx.getOrCreateContext();
        return offloading
                .call(() -> estimate(
                        foreseen,
                        price,
                        quote,
                        events.habit(key.account(), model),
                        accounts.find(key.account()).map(Account::available).orElse(null)))
                .emitOn(task -> context.runOnContext(_ -> task.run()));
    }

    private Estimate estimate(
            Foreseen foreseen, Price price, Quote quote, Optional<Habit> own, @Nullable BigDecimal available) {
        Habit habit = own.orElse(ORDINARY);
        long reasoning = Math.min(quote.reasoningTokens(), habit.reasoning());
        long answer = Math.min(foreseen.answerTokens(), habit.answer());
        long prompt = foreseen.promptTokens() + (foreseen.searches() ? ORDINARY_PAGES : 0);
        BigDecimal typical = thousands(price.input(), prompt)
                .add(thousands(price.output(), reasoning + answer))
                .add(foreseen.searches() ? pricing.webSearch() : BigDecimal.ZERO);
        return new Estimate(
                foreseen.model().requested(),
                foreseen.model().answerer().id(),
                price,
                pricing.webSearch(),
                new Amounts(quote.most(), quote.readTokens(), quote.reasoningTokens(), foreseen.answerTokens()),
                // The most leaves out what runs on the caller's own keys.
                new Amounts(typical.min(quote.most()), prompt, reasoning, answer),
                quote.least(),
                foreseen.searches(),
                own.isPresent(),
                available);
    }

    private static BigDecimal thousands(BigDecimal rate, long tokens) {
        return rate.multiply(BigDecimal.valueOf(tokens)).movePointLeft(PER_THOUSAND);
    }

    /// What a request would cost. USD.
    ///
    /// @param requested the model as the request names it
    /// @param model the id of the one that would answer
    /// @param least what an account must have for the request to be begun with lowered bounds
    /// @param ownHabit `typical` is what the account's latest requests to the model wrote
    /// @param available what the account could spend now; absent where there is none
    public record Estimate(
            String requested,
            String model,
            Price price,
            BigDecimal webSearch,
            Amounts most,
            Amounts typical,
            BigDecimal least,
            boolean searches,
            boolean ownHabit,
            @Nullable BigDecimal available) {}

    /// A cost and the tokens behind it.
    public record Amounts(BigDecimal cost, long prompt, long reasoning, long answer) {}
}
