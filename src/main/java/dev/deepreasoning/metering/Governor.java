package dev.deepreasoning.metering;

import dev.deepreasoning.auth.AccountKey;
import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.Price;
import dev.deepreasoning.catalog.PricingConfig;
import dev.deepreasoning.ledger.Offloading;
import dev.deepreasoning.ledger.Reservations;
import dev.deepreasoning.ledger.Reservations.Ask;
import dev.deepreasoning.ledger.Reservations.Verdict;
import dev.deepreasoning.pipeline.CompletionPipeline;
import dev.deepreasoning.pipeline.Foreseen;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Runs of callers who pay: nothing upstream is called before what it may cost is reserved, and whatever happens, what
/// it did cost is settled once.
@ApplicationScoped
public class Governor {
    private final CompletionPipeline pipeline;
    private final Catalog catalog;
    private final PricingConfig pricing;
    private final Charges charges;
    private final Reservations reservations;
    private final Offloading offloading;
    private final Settlement settlement;
    private final boolean fitToBalance;

    /// @param fitToBalance a balance that does not cover the most lowers a request's bounds, where the request would
    ///     else be refused
    public Governor(
            CompletionPipeline pipeline,
            Catalog catalog,
            PricingConfig pricing,
            Charges charges,
            Reservations reservations,
            Offloading offloading,
            Settlement settlement,
            @ConfigProperty(name = "deepreasoning.billing.fit-to-balance", defaultValue = "true")
                    boolean fitToBalance) {
        this.pipeline = pipeline;
        this.catalog = catalog;
        this.pricing = pricing;
        this.charges = charges;
        this.reservations = reservations;
        this.offloading = offloading;
        this.settlement = settlement;
        this.fitToBalance = fitToBalance;
    }

    /// Runs a request of an account.
    ///
    /// @param loop the run's own event loop
    /// @param start begins the run itself
    Multi<StreamEvent> govern(
            Order order,
            AccountKey key,
            CanonicalRequest request,
            Executor loop,
            BiFunction<CanonicalRequest, RunObserver, Multi<StreamEvent>> start) {
        Foreseen foreseen = pipeline.foresee(request);
        String model = foreseen.model().answerer().id();
        require(key.endpoints(), order.endpoint(), "endpoint");
        require(key.models(), model, "model");
        Price price = catalog.price(foreseen.model()).orElseThrow(() -> unpriced(model));
        Quote quote =
                new Quote(foreseen, price, pricing.webSearch(), order.caller().keys());
        Tally tally = new Tally(order.observer(), foreseen.promptTokens());
        UsageRecord usage = new UsageRecord(order, model, charges);
        String id = "req_" + order.id();
        boolean fits = fitToBalance && !request.strict();
        Ask ask = new Ask(
                id,
                key.account(),
                key.key(),
                quote.most(),
                fits ? quote.least() : quote.most(),
                quote.tokens(),
                usage.of(tally.report(), tally, "running", null));
        Uni<Verdict> verdict = offloading.call(
                () -> reservations.admit(ask),
                _ -> settlement.release(id, usage.of(tally.report(), tally, "failed", null)));
        Bill bill = new Bill(id, request.stream(), foreseen.model(), tally, usage, charges, settlement);
        return verdict.emitOn(loop).onItem().transformToMulti(said -> {
            order.limits().accept(said.limits());
            refuse(said);
            Quote.Fitted fitted = quote.fit(request, said.held());
            Multi<StreamEvent> run = start.apply(fitted.request(), tally);
            return (fitted.adjusted().isEmpty() ? run : run.map(event -> Reports.with(event, fitted.adjusted())))
                    .onItem()
                    .invoke(bill::see)
                    .onTermination()
                    .invoke(bill::end);
        });
    }

    private static void require(@Nullable List<String> allowed, String wanted, String what) {
        if (allowed != null && !allowed.contains(wanted)) {
            throw GatewayException.of(
                    ErrorKind.PERMISSION,
                    what + "_not_allowed",
                    "This API key may not use this " + what + ": " + wanted + ".");
        }
    }

    private static GatewayException unpriced(String model) {
        return GatewayException.of(
                        ErrorKind.PERMISSION, "model_not_priced", "The model " + model + " has no price here.")
                .withParam("model");
    }

    private static void refuse(Verdict verdict) {
        BigDecimal available = verdict.available();
        switch (verdict.outcome()) {
            case ADMITTED -> {}
            case UNKNOWN_KEY -> throw Authenticator.unknown();
            case CLOSED -> throw GatewayException.of(ErrorKind.PERMISSION, "account_closed", "This account is closed.");
            case REQUESTS ->
                throw limited("Too many requests: " + verdict.limits().requests() + " a minute.", verdict.retryAfter());
            case TOKENS ->
                throw limited("Too many tokens: " + verdict.limits().tokens() + " a minute.", verdict.retryAfter());
            case CONCURRENCY -> throw limited("Too many requests of this account are running.", verdict.retryAfter());
            case SPEND_CAP ->
                throw GatewayException.of(
                        ErrorKind.INSUFFICIENT_CREDITS,
                        "insufficient_credits",
                        "This API key has reached its spend cap.");
            case INSUFFICIENT ->
                throw GatewayException.of(
                        ErrorKind.INSUFFICIENT_CREDITS,
                        "insufficient_credits",
                        "The account's credit ("
                                + available.stripTrailingZeros().toPlainString()
                                + " USD free) does not cover this request.");
        }
    }

    private static GatewayException limited(String message, Duration wait) {
        return GatewayException.of(ErrorKind.RATE_LIMITED, "rate_limit_exceeded", message)
                .withRetryAfter(wait);
    }
}
