package dev.deepreasoning.metering;

import dev.deepreasoning.auth.AccountKey;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.Price;
import dev.deepreasoning.catalog.PricingConfig;
import dev.deepreasoning.ledger.BillingConfig;
import dev.deepreasoning.ledger.BillingConfig.OnDatabaseFailure;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Offloading;
import dev.deepreasoning.ledger.Reservations;
import dev.deepreasoning.ledger.Reservations.Ask;
import dev.deepreasoning.ledger.Reservations.Claim;
import dev.deepreasoning.ledger.Reservations.Verdict;
import dev.deepreasoning.ledger.Reservations.Verdict.Outcome;
import dev.deepreasoning.pipeline.CompletionPipeline;
import dev.deepreasoning.pipeline.Foreseen;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runs of callers who pay: nothing upstream is called before what it may cost is reserved, and whatever happens, what
/// it did cost is settled once.
@ApplicationScoped
public class Governor {
    private static final Logger LOG = Logger.getLogger(Governor.class);

    private final CompletionPipeline pipeline;
    private final Catalog catalog;
    private final PricingConfig pricing;
    private final Charges charges;
    private final Reservations reservations;
    private final Offloading offloading;
    private final Settlement settlement;
    private final AnswerVault vault;
    private final boolean fitToBalance;
    private final boolean servesUnpaid;

    /// @param fitToBalance a balance that does not cover the most lowers a request's bounds, where the request would
    ///     else be refused
    /// @param config whether runs go on unpaid while the ledger cannot be asked
    public Governor(
            CompletionPipeline pipeline,
            Catalog catalog,
            PricingConfig pricing,
            Charges charges,
            Reservations reservations,
            Offloading offloading,
            Settlement settlement,
            AnswerVault vault,
            @ConfigProperty(name = "deepreasoning.billing.fit-to-balance", defaultValue = "true") boolean fitToBalance,
            BillingConfig config) {
        this.servesUnpaid = config.onDatabaseFailure() == OnDatabaseFailure.SERVE;
        this.pipeline = pipeline;
        this.catalog = catalog;
        this.pricing = pricing;
        this.charges = charges;
        this.reservations = reservations;
        this.offloading = offloading;
        this.settlement = settlement;
        this.vault = vault;
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
        Bill bill = new Bill(order, foreseen.model(), tally, usage, charges, settlement);
        boolean fits = fitToBalance && !request.strict();
        Uni<Optional<Answer>> answer =
                offloading.call(order.reception().patience(), () -> Optional.of(ask(order, key, quote, fits, bill)));
        if (servesUnpaid) {
            answer = answer.onFailure(Database::unavailable).recoverWithItem(Optional::empty);
        }
        return answer.emitOn(loop)
                .onItem()
                .transformToMulti(found -> {
                    if (bill.ended()) {
                        return Multi.createFrom().<StreamEvent>nothing();
                    }
                    if (found.isEmpty()) {
                        LOG.warnf("request %s is served unpaid: the database is unavailable.", bill.requestId());
                        return start.apply(request, order.observer());
                    }
                    Answer said = found.get();
                    Verdict verdict = said.verdict;
                    if (verdict.outcome() != Outcome.UNKNOWN_KEY) {
                        order.reception().limited(verdict.limits());
                    }
                    if (verdict.outcome() == Outcome.ANSWERED) {
                        return replay(said.kept, order);
                    }
                    Refusals.refuse(verdict);
                    Quote.Fitted fitted = quote.fit(request, verdict.held());
                    bill.begin(Keeping.of(vault, key.account(), said.claim));
                    Multi<StreamEvent> run = start.apply(fitted.request(), tally);
                    return (fitted.adjusted().isEmpty()
                                    ? run
                                    : run.map(event -> Reports.with(event, fitted.adjusted())))
                            .onItem()
                            .invoke(bill::see);
                })
                .onTermination()
                .invoke(bill::end);
    }

    /// Asks the ledger, and reads what it has kept. Blocks.
    private Answer ask(Order order, AccountKey key, Quote quote, boolean fits, Bill bill) {
        String sent = order.idempotencyKey();
        Claim claim = sent == null ? null : vault.claim(key.account(), sent, order);
        Verdict verdict = reservations.admit(new Ask(
                bill.requestId(),
                key.account(),
                key.key(),
                quote.most(),
                fits ? quote.least() : quote.most(),
                quote.tokens(),
                bill.described(),
                claim));
        if (verdict.outcome() == Outcome.ADMITTED) {
            bill.admitted();
        }
        byte[] kept = verdict.answer();
        return new Answer(
                verdict, claim, claim == null || kept == null ? null : vault.open(key.account(), claim, kept));
    }

    private static Multi<StreamEvent> replay(@Nullable List<StreamEvent> events, Order order) {
        if (events == null) {
            throw Refusals.unkept();
        }
        order.reception().replayed();
        return Multi.createFrom().iterable(events);
    }

    /// What the ledger said.
    ///
    /// @param kept the answer to an earlier request with the same claim
    private record Answer(
            Verdict verdict,
            @Nullable Claim claim,
            @Nullable List<StreamEvent> kept) {}

    private static void require(@Nullable List<String> allowed, String wanted, String what) {
        if (allowed != null && !allowed.contains(wanted)) {
            throw GatewayException.of(
                    ErrorKind.PERMISSION,
                    what + "_not_allowed",
                    "This API key may not use this " + what + ": " + wanted + ".");
        }
    }

    /// A model that nobody has set a price for, which must never mean free.
    static GatewayException unpriced(String model) {
        return GatewayException.of(
                        ErrorKind.PERMISSION, "model_not_priced", "The model " + model + " has no price here.")
                .withParam("model");
    }
}
