package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.GatewaySecret;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.canonical.Sampling;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.Deployment.Launch;
import dev.deepreasoning.ledger.Patience;
import dev.deepreasoning.ledger.Reservations.Claim;
import dev.deepreasoning.ledger.Reservations.RateLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What an Idempotency-Key leaves behind.
class AnswerVaultTest {
    private static final Caller CALLER = new Caller("acc_1", Caller.Mode.ACCOUNTS, false);
    private final AnswerVault vault = vault("0".repeat(63) + "1");

    private static AnswerVault vault(String secret) {
        return new AnswerVault(new GatewaySecret(Optional.of(secret), new Deployment(Launch.PACKAGED, false, false)));
    }

    private static final class Nobody implements Reception {
        @Override
        public void limited(RateLimits limits) {}

        @Override
        public void replayed() {}

        @Override
        public Patience patience() {
            return new Patience();
        }

        @Override
        public @Nullable GatewayException givenUp() {
            return null;
        }
    }

    private static Order order(CanonicalRequest request, String endpoint) {
        return new Order(request, CALLER, "id", endpoint, RunObserver.NONE, "key", new Nobody());
    }

    private Claim claim(CanonicalRequest request) {
        return vault.claim("acc_1", "key", order(request, "messages"));
    }

    /// A request whose members can be set one by one.
    private static final class Asked {
        String model = "deepreasoning";

        @Nullable
        String anthropicModel;

        List<ContentPart> parts = List.of(new ContentPart.Text("Hi"));
        Role role = Role.USER;
        boolean prefill;
        List<ToolDefinition> tools = List.of();

        @Nullable
        ToolChoice choice;

        @Nullable
        OutputFormat format;

        Sampling sampling = Sampling.UNSET;

        @Nullable
        Integer maxTokens;

        List<String> stops = List.of();
        ReasoningOptions reasoning = ReasoningOptions.DEFAULT;

        @Nullable
        SearchOptions search;

        boolean strict;
        boolean unformatted;

        @Nullable
        String user;

        boolean stream;
        StageOverrides reasoner = StageOverrides.NONE;
        StageOverrides answerer = StageOverrides.NONE;

        @Nullable
        String searchKey;

        CanonicalRequest request() {
            return new CanonicalRequest(
                    model,
                    anthropicModel,
                    List.of(new Message(role, parts)),
                    prefill,
                    tools,
                    choice,
                    format,
                    sampling,
                    maxTokens,
                    stops,
                    reasoning,
                    search,
                    strict,
                    unformatted,
                    user,
                    stream,
                    reasoner,
                    answerer,
                    searchKey);
        }
    }

    @FunctionalInterface
    private interface Change {
        void to(Asked asked);
    }

    private static CanonicalRequest with(Change change) {
        Asked asked = new Asked();
        change.to(asked);
        return asked.request();
    }

    private static Change parts(ContentPart... parts) {
        return asked -> asked.parts = List.of(parts);
    }

    private static ContentPart document(MediaSource source, @Nullable String title, @Nullable String context) {
        return new ContentPart.Document(source, title, context, null, null);
    }

    private static List<Change> changes() {
        JsonText json = new JsonText("{}");
        List<Change> all = new ArrayList<>(List.of(
                asked -> {},
                asked -> asked.model = "deepreasoning/x",
                asked -> asked.anthropicModel = "x",
                asked -> asked.role = Role.ASSISTANT,
                asked -> asked.prefill = true,
                asked -> asked.tools = List.of(new ToolDefinition("t", null, json, null, null)),
                asked -> asked.tools = List.of(new ToolDefinition("t", "d", json, null, null)),
                asked -> asked.tools = List.of(new ToolDefinition("t", "d", json, true, null)),
                asked -> asked.choice = ToolChoice.AUTO,
                asked -> asked.choice = new ToolChoice(ToolChoice.Mode.TOOL, "t", true),
                asked -> asked.format = new OutputFormat.JsonObject(),
                asked -> asked.format = new OutputFormat.JsonSchema("n", json),
                asked -> asked.sampling = new Sampling(0.5, null, null),
                asked -> asked.sampling = new Sampling(null, 0.5, null),
                asked -> asked.sampling = new Sampling(null, null, 5),
                asked -> asked.maxTokens = 5,
                asked -> asked.stops = List.of("a", "b"),
                asked -> asked.stops = List.of("ab"),
                asked -> asked.reasoning = new ReasoningOptions(ReasoningOptions.Mode.OFF, true, null, null, null),
                asked -> asked.reasoning = new ReasoningOptions(null, false, null, null, null),
                asked -> asked.reasoning = new ReasoningOptions(null, true, Effort.LOW, null, null),
                asked -> asked.reasoning = new ReasoningOptions(null, true, null, 7, null),
                asked -> asked.reasoning = new ReasoningOptions(null, true, null, null, "so"),
                asked -> asked.search = new SearchOptions(null, List.of(), List.of(), null, null, null),
                asked -> asked.search = new SearchOptions("deep", List.of("a"), List.of("b"), "c", "d", 1, true),
                asked -> asked.strict = true,
                asked -> asked.unformatted = true,
                asked -> asked.user = "u",
                asked -> asked.reasoner = new StageOverrides(null, Map.of("a", "b"), Map.of()),
                asked -> asked.reasoner = new StageOverrides(null, Map.of(), Map.of("a", json)),
                asked -> asked.answerer = new StageOverrides(null, Map.of("a", "b"), Map.of())));
        all.addAll(List.of(
                parts(new ContentPart.Text("H"), new ContentPart.Text("i")),
                parts(new ContentPart.Text("Hi", json)),
                parts(new ContentPart.Image(new MediaSource.Inline("image/png", "AA"), null)),
                parts(new ContentPart.Image(new MediaSource.Url("https://a"), null)),
                parts(new ContentPart.Image(new MediaSource.FileId("https://a"), null)),
                parts(document(new MediaSource.PlainText("Hi"), null, null)),
                parts(document(new MediaSource.Blocks(json), null, null)),
                parts(document(new MediaSource.Blocks(json), "x", null)),
                parts(document(new MediaSource.Blocks(json), null, "x")),
                parts(new ContentPart.SearchResult("a", "b", List.of(new ContentPart.Text("c")), json, null)),
                parts(new ContentPart.ToolUse("a", "b", json, null)),
                parts(new ContentPart.ToolResult("a", List.of(new ContentPart.Text("Hi")), false, null)),
                parts(new ContentPart.ToolResult("a", List.of(new ContentPart.Text("Hi")), true, null)),
                parts(new ContentPart.EchoedReasoning("a", null)),
                parts(new ContentPart.EchoedReasoning("a", "b"))));
        return all;
    }

    @Test
    void requestsThatDifferInAnythingAreToldApart() {
        Set<String> prints = new HashSet<>();
        for (Change change : changes()) {
            assertTrue(prints.add(claim(with(change)).print()), "two requests are one: " + prints.size());
        }
        assertTrue(prints.add(
                vault.claim("acc_1", "key", order(with(_ -> {}), "responses")).print()));
    }

    @Test
    void theFormOfTheAnswerAndTheCallersKeysMakeNoDifference() {
        Claim claim = claim(with(_ -> {}));
        assertEquals(claim, claim(with(asked -> asked.stream = true)));
        assertEquals(claim, claim(with(asked -> {
            asked.reasoner = StageOverrides.NONE.withCredential("r");
            asked.searchKey = "s";
        })));
    }

    @Test
    void aKeyBelongsToItsAccountAndIsNotReadable() {
        Order order = order(with(_ -> {}), "messages");
        Claim claim = vault.claim("acc_1", "key", order);
        assertNotEquals(claim.key(), vault.claim("acc_2", "key", order).key());
        assertNotEquals(claim.key(), vault.claim("acc_1", "key2", order).key());
        assertNotEquals(
                claim.key(), vault("1".repeat(64)).claim("acc_1", "key", order).key());
        assertEquals(43, claim.key().length());
    }

    @Test
    void anAnswerIsReadWithItsOwnClaimOnly() {
        Claim claim = claim(with(_ -> {}));
        List<StreamEvent> events = List.of(new TextDelta(0, "secret ".repeat(5_000)));
        EventRecording recording = new EventRecording();
        events.forEach(recording::add);
        byte[] sealed = vault.seal("acc_1", claim, recording.bytes());
        assertTrue(sealed.length < 1_000, "it is deflated");
        assertTrue(!new String(sealed, StandardCharsets.ISO_8859_1).contains("secret"));
        assertEquals(events, vault.open("acc_1", claim, sealed));
        assertNull(vault.open("acc_2", claim, sealed));
        assertNull(vault.open("acc_1", new Claim(claim.key(), "other"), sealed));
        assertNull(vault("1".repeat(64)).open("acc_1", claim, sealed));
        sealed[20] ^= 1;
        assertNull(vault.open("acc_1", claim, sealed));
        assertNull(vault.open("acc_1", claim, vault.seal("acc_1", claim, new byte[0])), "too large to be kept");
    }
}
