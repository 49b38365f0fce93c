package dev.deepreasoning.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ReasonerHost.AfterReasoning;
import dev.deepreasoning.catalog.ReasonerHost.Prices;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import dev.deepreasoning.catalog.SearchEndpoints;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.pipeline.ReasoningModel;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.pipeline.SynthesisModel;
import dev.deepreasoning.pipeline.SynthesisRequest;
import dev.deepreasoning.pipeline.WebSearch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckCommandTest {
    private static final Prices PRICES = new Prices(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.TEN);
    private static final Multi<StreamEvent> REASONS = Multi.createFrom()
            .items(
                    new BlockStarted(0, new Block.Reasoning()),
                    new ReasoningDelta(0, "They want one word."),
                    new BlockStopped(0));
    private static final Multi<StreamEvent> ANSWERS = Multi.createFrom()
            .items(new BlockStarted(0, new Block.Text()), new TextDelta(0, "ready"), new BlockStopped(0));

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private @Nullable String searchKey;
    private WebSearch web = (_, _) -> Uni.createFrom().item(List.of());
    private boolean simulated;
    private Map<String, String> catalog = Map.of();

    @Test
    void tellsOfEveryUpstreamThatWorks() {
        int code = check(List.of(host("main", PRICES), host("spare", null)), served(REASONS), ANSWERS);

        assertEquals(0, code);
        List<String> lines = lines();
        assertTrue(lines.get(0)
                .matches("ok    reasoner main \\(r1 at http://localhost:1/v1\\): key valid, host reachable, reasoning"
                        + " found \\(`auto`\\), price known, first token after \\d+\\.\\d\\d s"));
        assertTrue(lines.get(1).startsWith("note  reasoner spare (r1 at"));
        assertTrue(lines.get(1).contains("price unknown (deepreasoning.reasoners.spare.price)"));
        assertTrue(lines.get(2).startsWith("note  claude main (claude-sonnet-4-5-20250929 at http://localhost:2):"));
        assertTrue(lines.get(2).contains("alive until 2026-11-30 (then claude-sonnet-5-5), price known"));
        assertEquals("All upstreams work.", lines.getLast());
    }

    @Test
    void tellsOfAClaudeWithoutAnEndOrAPrice() {
        catalog = Map.of("deepreasoning.catalog.default-model", "claude-opus-5-5");

        assertEquals(0, check(List.of(), served(REASONS), ANSWERS));
        assertTrue(lines().getFirst().contains("alive without an announced end"));
        assertTrue(lines().getFirst().contains("price unknown (deepreasoning.pricing.models.\"claude-opus-5-5\")"));
    }

    @Test
    void failsWhereAHostRefuses() {
        int code = check(
                List.of(host("main", PRICES)),
                (_, _) -> Multi.createFrom()
                        .failure(GatewayException.of(
                                ErrorKind.MODEL_UNAVAILABLE, "model_unavailable", "The reasoner refused its key.")),
                ANSWERS);

        assertEquals(1, code);
        assertTrue(lines().getFirst().startsWith("FAIL  reasoner main"));
        assertTrue(lines().getFirst().endsWith("model_unavailable: The reasoner refused its key."));
        assertEquals("1 of 2 upstreams do not work.", lines().getLast());
    }

    @Test
    void namesTheModelsThatAHostOffersWhereItDoesNotKnowTheConfiguredOne() {
        assertEquals("; it offers deepseek-v4-pro, my-R1", offer("gpt-5", "deepseek-v4-pro", "my-R1"));
        assertEquals("; it offers a, b, c, d, e", offer("a", "b", "c", "d", "e", "f"));
        assertEquals("", offer("r1", "deepseek-v4-pro"));
        assertEquals("", offer());
    }

    private String offer(String... models) {
        shown.reset();
        String sentence = "The reasoning host does not know the configured model.";
        ReasoningModel reasoner = new ReasoningModel() {
            @Override
            public Multi<StreamEvent> reason(ReasoningRequest request, StageRecord record) {
                return Multi.createFrom()
                        .failure(GatewayException.of(ErrorKind.MODEL_UNAVAILABLE, "model_unavailable", sentence));
            }

            @Override
            public Uni<List<String>> modelsAt(String host) {
                return Uni.createFrom().item(List.of(models));
            }
        };
        check(List.of(host("main", PRICES)), reasoner, ANSWERS);
        String line = lines().getFirst();
        return line.substring(line.indexOf(sentence) + sentence.length());
    }

    @Test
    void doesNotAskForModelsWhereTheHostIsDown() {
        check(
                List.of(host("main", PRICES)),
                (_, _) -> Multi.createFrom()
                        .failure(GatewayException.of(ErrorKind.UPSTREAM_ERROR, "upstream_error", "It failed.")),
                ANSWERS);
        assertTrue(lines().getFirst().endsWith("upstream_error: It failed."));
    }

    @Test
    void failsWhereClaudeIsGone() {
        int code = check(
                List.of(host("main", PRICES)),
                served(REASONS),
                Multi.createFrom().failure(GatewayException.of(ErrorKind.MODEL_NOT_FOUND, null, "No such model.")));

        assertEquals(1, code);
        assertTrue(lines().get(1).endsWith("model_not_found: No such model.; its replacement is claude-sonnet-5-5"));
    }

    @Test
    void failsWhereNoReasoningIsFound() {
        assertEquals(1, check(List.of(host("main", PRICES)), served(ANSWERS), ANSWERS));
        assertTrue(lines().getFirst().contains("set deepreasoning.reasoners.main.reasoning-format"));
    }

    @Test
    void failsWhereAnotherHostStoodIn() {
        assertEquals(
                1,
                check(
                        List.of(host("main", PRICES)),
                        (_, record) -> {
                            record.served("spare", "r1");
                            return REASONS;
                        },
                        ANSWERS));
        assertTrue(lines().getFirst().endsWith("does not answer; spare did in its place"));
    }

    @Test
    void saysThatUpstreamsAreSimulated() {
        simulated = true;
        check(List.of(), served(REASONS), ANSWERS);

        assertTrue(lines().contains("These were the built-in simulated upstreams."));
    }

    @Test
    void searchesWhereAKeyIsConfigured() {
        searchKey = "key";
        check(List.of(), served(REASONS), ANSWERS);
        assertTrue(lines().stream().anyMatch(line -> line.contains("web search") && line.contains("nothing found")));
        web = (_, _) -> Uni.createFrom().item(List.of(new WebSearch.WebPage("Paris", "https://paris.example", "x")));
        assertEquals(0, check(List.of(), served(REASONS), ANSWERS));
        assertTrue(lines().stream().anyMatch(line -> line.contains("web search") && line.contains("pages found")));
        web = (_, _) -> Uni.createFrom()
                .failure(GatewayException.of(ErrorKind.AUTHENTICATION, null, "The web search refused its credential."));
        assertEquals(1, check(List.of(), served(REASONS), ANSWERS));
    }

    private int check(List<ReasonerHost> hosts, ReasoningModel reasoner, Multi<StreamEvent> answer) {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
        var models = Catalogs.with(catalog);
        Upstreams upstreams = new Fixed(simulated, hosts);
        return new CheckCommand(
                        upstreams,
                        models,
                        new UpstreamProbe(reasoner, new Claude(answer), web, models, clock),
                        SearchEndpoints.at(URI.create("http://localhost:1"), searchKey, Duration.ofSeconds(1)),
                        new PrintStream(shown, true, StandardCharsets.UTF_8))
                .run();
    }

    private List<String> lines() {
        return shown.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static ReasoningModel served(Multi<StreamEvent> events) {
        return (_, record) -> {
            record.firstDelta(System.nanoTime());
            return events;
        };
    }

    private static ReasonerHost host(String name, Prices prices) {
        return new ReasonerHost(
                name,
                URI.create("http://localhost:1/v1"),
                "secret",
                "Authorization",
                Map.of(),
                Map.of(),
                null,
                "r1",
                100,
                1,
                ReasoningFormat.AUTO,
                AfterReasoning.CANCEL,
                null,
                null,
                0.3,
                1000,
                2000,
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                prices);
    }

    private record Fixed(boolean simulated, List<ReasonerHost> reasoners) implements Upstreams {
        @Override
        public List<AnthropicEndpoint> anthropic() {
            return List.of(new AnthropicEndpoint(
                    "main", URI.create("http://localhost:2"), "secret", "2023-06-01", Map.of(), 1));
        }
    }

    private record Claude(Multi<StreamEvent> events) implements SynthesisModel {
        @Override
        public Multi<StreamEvent> answer(SynthesisRequest request, StageRecord record) {
            return events;
        }

        @Override
        public Uni<Long> countTokens(SynthesisRequest request) {
            return Uni.createFrom().item(1L);
        }

        @Override
        public Uni<Void> warmUp() {
            return Uni.createFrom().voidItem();
        }
    }
}
