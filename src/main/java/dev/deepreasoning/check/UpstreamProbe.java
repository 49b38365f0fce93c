package dev.deepreasoning.check;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.ClaudeModel;
import dev.deepreasoning.catalog.ClaudeModel.OwnThinking;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.check.Finding.Grade;
import dev.deepreasoning.pipeline.ReasoningModel;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.pipeline.SynthesisModel;
import dev.deepreasoning.pipeline.SynthesisRequest;
import dev.deepreasoning.pipeline.WebSearch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One tiny call to one upstream, through the same clients as every request, and what it shows.
@ApplicationScoped
public class UpstreamProbe {
    private static final String QUESTION = "Answer with the one word: ready";
    private static final int REASONING_TOKENS = 64;
    private static final int ANSWER_TOKENS = 16;
    private static final int NOTICE_DAYS = 30;
    private static final int OFFERED = 5;
    private static final double MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ReasoningModel reasoner;
    private final SynthesisModel claude;
    private final WebSearch web;
    private final Catalog catalog;
    private final Clock clock;

    /// With the clients of this deployment.
    @Inject
    public UpstreamProbe(ReasoningModel reasoner, SynthesisModel claude, WebSearch web, Catalog catalog, Clock clock) {
        this.web = web;
        this.reasoner = reasoner;
        this.claude = claude;
        this.catalog = catalog;
        this.clock = clock;
    }

    /// Searches for something that everybody knows.
    Finding search(URI address) {
        String subject = "web search (linkup at " + address + ")";
        SearchOptions options = new SearchOptions("standard", List.of(), List.of(), null, null, 1);
        StageRecord record = new StageRecord(Stage.SEARCH, System.nanoTime());
        try {
            List<WebSearch.WebPage> pages = web.search(
                            new WebSearch.SearchRequest("capital of France", options, null), record)
                    .await()
                    .atMost(PATIENCE);
            return pages.isEmpty()
                    ? new Finding(Grade.NOTE, subject, "key valid, host reachable, but nothing found")
                    : new Finding(Grade.OK, subject, "key valid, host reachable, pages found, price known");
        } catch (GatewayException failure) {
            return new Finding(Grade.TROUBLE, subject, told(failure));
        }
    }

    /// Lets one host think for a moment.
    Finding reason(ReasonerHost host) {
        String subject = "reasoner " + host.name() + " (" + host.model() + " at " + host.baseUrl() + ")";
        StageRecord record = new StageRecord(Stage.REASONING, System.nanoTime());
        ReasoningRequest request = new ReasoningRequest(
                List.of(new ReasoningRequest.Turn("user", QUESTION)),
                REASONING_TOKENS,
                null,
                null,
                Effort.LOW,
                false,
                PATIENCE,
                null,
                StageOverrides.NONE);
        List<StreamEvent> events = new ArrayList<>();
        GatewayException failure = read(reasoner.reasonAt(host.name(), request, record), events);
        StageReport report = record.report(System.nanoTime());
        if (failure != null) {
            return new Finding(Grade.TROUBLE, subject, told(failure) + offered(host, failure));
        }
        String servedBy = report.host();
        if (servedBy != null && !servedBy.equals(host.name())) {
            return new Finding(Grade.TROUBLE, subject, "does not answer; " + servedBy + " did in its place");
        }
        String format = host.format().name().toLowerCase(Locale.ROOT).replace('_', '-');
        boolean reasoned = events.stream()
                .anyMatch(event -> event instanceof BlockStarted start && start.block() instanceof Block.Reasoning);
        if (!reasoned) {
            return new Finding(
                    Grade.TROUBLE,
                    subject,
                    "key valid, host reachable, but no reasoning found when reading it as `" + format
                            + "`: set deepreasoning.reasoners." + host.name() + ".reasoning-format");
        }
        boolean priced = host.prices() != null;
        return new Finding(
                priced ? Grade.OK : Grade.NOTE,
                subject,
                "key valid, host reachable, reasoning found (`" + format + "`), "
                        + (priced ? "price known" : "price unknown (deepreasoning.reasoners." + host.name() + ".price)")
                        + firstToken(report));
    }

    /// Where a host knows its key but not the model, the names that it does know.
    private String offered(ReasonerHost host, GatewayException failure) {
        if (failure.kind() != ErrorKind.MODEL_UNAVAILABLE) {
            return "";
        }
        List<String> models = reasoner.modelsAt(host.name())
                .onFailure()
                .recoverWithItem(List.of())
                .await()
                .atMost(PATIENCE);
        if (models.isEmpty() || models.contains(host.model())) {
            return "";
        }
        List<String> likely = models.stream().filter(UpstreamProbe::isLikely).toList();
        return "; it offers "
                + String.join(
                        ", ",
                        (likely.isEmpty() ? models : likely)
                                .stream().limit(OFFERED).toList());
    }

    private static boolean isLikely(String model) {
        String lower = model.toLowerCase(Locale.ROOT);
        return lower.contains("deepseek") || lower.contains("r1");
    }

    /// Lets one Claude say a word.
    Finding answer(AnthropicEndpoint endpoint, ClaudeModel model) {
        String subject = "claude " + endpoint.name() + " (" + model.id() + " at " + endpoint.baseUrl() + ")";
        StageRecord record = new StageRecord(Stage.ANSWER, System.nanoTime());
        List<StreamEvent> events = new ArrayList<>();
        GatewayException failure = read(claude.answerAt(endpoint.name(), request(model), record), events);
        if (failure != null) {
            String replacement = failure.kind() == ErrorKind.MODEL_NOT_FOUND ? model.replacement() : null;
            return new Finding(
                    Grade.TROUBLE,
                    subject,
                    told(failure) + (replacement == null ? "" : "; its replacement is " + replacement));
        }
        boolean priced = catalog.price(model.id()).isPresent();
        LocalDate end = model.retiresAt();
        boolean ends =
                end != null && !LocalDate.now(clock).plusDays(NOTICE_DAYS).isBefore(end);
        return new Finding(
                priced && !ends ? Grade.OK : Grade.NOTE,
                subject,
                "key valid, host reachable, alive " + (end == null ? "without an announced end" : "until " + end)
                        + (ends && model.replacement() != null ? " (then " + model.replacement() + ")" : "") + ", "
                        + (priced
                                ? "price known"
                                : "price unknown (deepreasoning.pricing.models.\"" + model.id() + "\")")
                        + firstToken(record.report(System.nanoTime())));
    }

    private static SynthesisRequest request(ClaudeModel model) {
        return new SynthesisRequest(
                model,
                List.of(Message.of(Role.USER, QUESTION)),
                List.of(),
                null,
                null,
                ANSWER_TOKENS,
                null,
                null,
                null,
                List.of(),
                model.ownThinking() == OwnThinking.DEFAULT,
                model.ownThinking() == OwnThinking.ALWAYS && model.effort() ? Effort.LOW.wireName() : null,
                null,
                StageOverrides.NONE);
    }

    private static @Nullable GatewayException read(Multi<StreamEvent> stream, List<StreamEvent> into) {
        try {
            into.addAll(stream.collect().asList().await().atMost(PATIENCE));
            return null;
        } catch (GatewayException e) {
            return e;
        } catch (TimeoutException e) {
            return GatewayException.of(
                            ErrorKind.UPSTREAM_TIMEOUT,
                            "upstream_timeout",
                            "It did not come to an end within " + PATIENCE.toSeconds() + " s.")
                    .withCause(e);
        }
    }

    private static String told(GatewayException failure) {
        String code = failure.code();
        return (code == null ? failure.kind().name().toLowerCase(Locale.ROOT) : code) + ": " + failure.publicMessage();
    }

    private static String firstToken(StageReport report) {
        Duration first = report.firstToken();
        return first == null ? "" : String.format(Locale.ROOT, ", first token after %.2f s", first.toMillis() / MILLIS);
    }
}
