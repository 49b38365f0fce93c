package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.OpenAiDialect;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.EventAccumulator;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.Sampling;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.SignatureDelta;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.metering.Charges;
import dev.deepreasoning.metering.Tariffs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run, told as events, and both forms of its answer. Built by saying what happens, in its order.
final class ChatScenario {
    static final Instant CREATED = Instant.ofEpochSecond(1_795_000_000);
    static final String SONNET = "claude-sonnet-4-5-20250929";
    private static final Charges CHARGES = Tariffs.builtIn();

    final String name;
    private final String id;
    private final List<Adjustment> adjusted = new ArrayList<>();
    private final List<StreamEvent> events = new ArrayList<>();
    private final List<StageReport> stages = new ArrayList<>();
    private String model = "deepreasoning";
    private int nextBlock;
    private boolean reasoningShown = true;
    private boolean usageWanted = true;
    private boolean legacyFunctions;
    private boolean operator;
    private boolean simulated;
    private ReasoningOutcome outcome = ReasoningOutcome.OFF;
    private @Nullable SearchOutcome search;
    private long handedOver;
    private @Nullable Finished finished;
    private @Nullable GatewayException failure;

    ChatScenario(String name) {
        this.name = name;
        this.id = "0123456789abcdef01234567";
    }

    ChatScenario model(String asked) {
        model = asked;
        return this;
    }

    ChatScenario hidesReasoning() {
        reasoningShown = false;
        return this;
    }

    ChatScenario withoutUsage() {
        usageWanted = false;
        return this;
    }

    ChatScenario legacyFunctions() {
        legacyFunctions = true;
        return this;
    }

    ChatScenario forTheOperator() {
        operator = true;
        return this;
    }

    ChatScenario simulated() {
        simulated = true;
        return this;
    }

    ChatScenario adjusts(String parameter, @Nullable String from, @Nullable String to) {
        adjusted.add(new Adjustment(parameter, from, to));
        return this;
    }

    ChatScenario reasons(String... pieces) {
        return reasons(ReasoningOutcome.COMPLETE, pieces);
    }

    ChatScenario reasons(ReasoningOutcome how, String... pieces) {
        int block = block(new Block.Reasoning());
        for (String piece : pieces) {
            events.add(new ReasoningDelta(block, piece));
        }
        events.add(new SignatureDelta(block, "seal"));
        return stopped(block).reasoned(how);
    }

    ChatScenario reasoned(ReasoningOutcome how) {
        outcome = how;
        boolean skipped = how == ReasoningOutcome.SKIPPED;
        boolean estimated = how == ReasoningOutcome.PARTIAL;
        stages.add(new StageReport(
                Stage.REASONING,
                "deepseek-r1",
                Tariffs.PRICED_HOST,
                skipped ? TokenUsage.NONE : new TokenUsage(20, 0, 0, 4, 130, 100, estimated),
                skipped ? null : Duration.ofMillis(800),
                Duration.ofMillis(4_200)));
        handedOver = skipped ? 0 : 100;
        return this;
    }

    ChatScenario searches(SearchOutcome how, Block.Search.Hit... hits) {
        search = how;
        stages.add(new StageReport(
                Stage.SEARCH,
                how == SearchOutcome.USED ? "standard" : null,
                how == SearchOutcome.USED ? "linkup" : null,
                TokenUsage.NONE,
                null,
                Duration.ofMillis(700)));
        if (how == SearchOutcome.USED) {
            stopped(block(new Block.Search("s1", "what is new", List.of(hits))));
        }
        return this;
    }

    ChatScenario says(String... pieces) {
        int block = block(new Block.Text());
        for (String piece : pieces) {
            events.add(new TextDelta(block, piece));
        }
        return stopped(block);
    }

    ChatScenario cites(String text, Citation... citations) {
        int block = block(new Block.Text());
        events.add(new TextDelta(block, text));
        for (Citation citation : citations) {
            events.add(new CitationDelta(block, citation));
        }
        return stopped(block);
    }

    static Citation page(String url, @Nullable String title) {
        return new Citation(url, title, "as it says there", JsonText.EMPTY_OBJECT);
    }

    ChatScenario calls(String callId, String tool, String... arguments) {
        int block = block(new Block.ToolCall(callId, tool));
        for (String piece : arguments) {
            events.add(new ToolArgumentsDelta(block, piece));
        }
        return stopped(block);
    }

    private int block(Block block) {
        int index = nextBlock;
        // Not contiguous: an index is an identity.
        nextBlock += 3;
        events.add(new BlockStarted(index, block));
        return index;
    }

    private ChatScenario stopped(int block) {
        events.add(new BlockStopped(block));
        events.add(new UsageReported(Stage.ANSWER, TokenUsage.NONE));
        return this;
    }

    ChatScenario ends(StopReason reason) {
        return ends(reason, null, null);
    }

    ChatScenario ends(StopReason reason, @Nullable String stopSequence, @Nullable String refusal) {
        stages.add(new StageReport(
                Stage.ANSWER,
                SONNET,
                "anthropic",
                new TokenUsage(160, 30, 0, 50, 40, 0, false),
                Duration.ofMillis(300),
                Duration.ofMillis(1_500)));
        RunReport report = new RunReport(adjusted, outcome, search, stages, handedOver, simulated);
        finished = new Finished(reason, stopSequence, refusal, report);
        return this;
    }

    /// The run fails instead, in the middle of a block of text.
    ChatScenario failsAfter(String text, GatewayException how) {
        int block = block(new Block.Text());
        events.add(new TextDelta(block, text));
        failure = how;
        return this;
    }

    @Nullable
    GatewayException failure() {
        return failure;
    }

    boolean usageWanted() {
        return usageWanted;
    }

    /// Everything up to the end or the failure.
    List<StreamEvent> events() {
        List<StreamEvent> all = new ArrayList<>();
        all.add(new Started(id, CREATED, model, adjusted));
        all.addAll(events);
        if (finished != null) {
            all.add(finished);
        }
        return all;
    }

    Completion completion() {
        EventAccumulator accumulator = new EventAccumulator();
        events().forEach(accumulator::accept);
        return accumulator.completion();
    }

    String streamed() {
        ChatEventEncoder encoder = new ChatEventEncoder(request(), extension());
        JsonBytes out = new JsonBytes();
        events().forEach(event -> encoder.encode(event, out));
        if (failure != null) {
            encoder.fail(failure, out);
        }
        return text(out);
    }

    String whole() {
        JsonBytes out = new JsonBytes();
        if (failure == null) {
            ChatResponseEncoder.encode(completion(), request(), extension(), out);
        } else {
            OpenAiDialect.write(failure, out);
        }
        return text(out);
    }

    static String text(JsonBytes out) {
        return new String(out.take(), StandardCharsets.UTF_8);
    }

    ChatRequest request() {
        return request(model, reasoningShown, usageWanted, legacyFunctions);
    }

    static ChatRequest request(String model, boolean reasoningShown, boolean usageWanted, boolean legacyFunctions) {
        CanonicalRequest canonical = new CanonicalRequest(
                model,
                null,
                List.of(Message.of(Message.Role.USER, "Why?")),
                false,
                List.of(),
                null,
                null,
                Sampling.UNSET,
                null,
                List.of(),
                new ReasoningOptions(null, reasoningShown, null, null, null),
                null,
                false,
                false,
                null,
                true,
                StageOverrides.NONE,
                StageOverrides.NONE,
                null);
        return new ChatRequest(canonical, usageWanted, legacyFunctions);
    }

    private UsageExtension extension() {
        return new UsageExtension(CHARGES, Catalogs.builtIn().resolve(model, null), operator);
    }

    @Override
    public String toString() {
        return name;
    }
}
