package dev.deepreasoning.api;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.EventAccumulator;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.metering.Tariffs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The runs that every dialect has to tell. Their names are those of the golden files.
public final class Runs {
    private Runs() {}

    /// All of them.
    public static List<Run> all() {
        return List.of(
                run("reasoning-then-text")
                        .thinks("2+2 is ", "a sum.")
                        .says("It is ", "4.")
                        .ends(StopReason.END_TURN),
                run("text-alone").says("4").ends(StopReason.END_TURN),
                run("empty-answer").ends(StopReason.END_TURN),
                run("reasoning-without-an-answer").thinks("Hm.").ends(StopReason.MAX_TOKENS),
                run("empty-pieces-are-not-sent")
                        .thinks("", "so")
                        .says("", "4", "")
                        .ends(StopReason.END_TURN),
                run("several-text-blocks")
                        .says("First. ")
                        .says("Second.")
                        .says()
                        .ends(StopReason.END_TURN),
                run("surrogate-pairs")
                        .thinks("👩‍💻 𝕏")
                        .says("😀é漢", "🇩🇪\"\n\u0000")
                        .ends(StopReason.END_TURN),
                run("citations")
                        .cites("Köln 🏙 has rain. ", "https://a.example/1", "A")
                        .says("And wind.")
                        .cites("Bonn too.", "https://b.example/2", null)
                        .cites("A file says so.", "file.pdf", "F")
                        .ends(StopReason.END_TURN),
                run("cited-before-its-words")
                        .citesFirst("https://a.example/1", "Rain.")
                        .ends(StopReason.END_TURN),
                run("tool-call")
                        .thinks("Ask.")
                        .says("I ask.")
                        .calls("toolu_1", "weather", "{\"city\":", "\"Bonn\"}")
                        .ends(StopReason.TOOL_USE),
                run("parallel-tool-calls")
                        .calls("toolu_1", "weather", "{\"city\":\"Bonn\"}")
                        .calls("toolu_2", "clock")
                        .ends(StopReason.TOOL_USE),
                run("custom-tool-call")
                        .calls("toolu_1", "patch", "{\"input\":\"a", "\\nb\"}")
                        .ends(StopReason.TOOL_USE),
                run("custom-tool-call-of-another-shape")
                        .calls("toolu_1", "patch", "{\"text\":1}")
                        .calls("toolu_2", "patch", "{\"inp")
                        .ends(StopReason.TOOL_USE),
                run("stopped-by-length").thinks("Long.").says("It is a lo").ends(StopReason.MAX_TOKENS),
                run("stopped-by-a-full-window").says("It is a lo").ends(StopReason.CONTEXT_WINDOW),
                run("stopped-by-a-sequence").says("It is").endsAt("END"),
                run("refusal").thinks("No.").refuses("I can't help with that."),
                run("refusal-after-text").says("Well, ").refuses("no."),
                run("refusal-without-a-word").says("Well").ends(StopReason.REFUSAL),
                run("search-used").searches(SearchOutcome.USED).says("News.").ends(StopReason.END_TURN),
                run("search-empty")
                        .searches(SearchOutcome.EMPTY)
                        .says("No news.")
                        .ends(StopReason.END_TURN),
                run("search-failed")
                        .searches(SearchOutcome.FAILED)
                        .says("Old news.")
                        .ends(StopReason.END_TURN),
                run("upstream-cut-mid-block").thinks("So.").fails("It is", ErrorKind.UPSTREAM_ERROR),
                run("rate-limited-after-the-reasoning").thinks("So.").fails(null, ErrorKind.RATE_LIMITED));
    }

    private static Builder run(String name) {
        return new Builder(name);
    }

    /// A run.
    ///
    /// @param failure how it failed, after all its events
    public record Run(
            String name, List<StreamEvent> events, @Nullable GatewayException failure) {
        /// What its events add up to.
        public Completion completion() {
            EventAccumulator accumulator = new EventAccumulator();
            events.forEach(accumulator::accept);
            return accumulator.completion();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// What every answer of these runs tells in its usage.
    public static UsageExtension extension() {
        return new UsageExtension(Tariffs.builtIn(), Catalogs.builtIn().resolve("deepreasoning", null), false);
    }

    private static final class Builder {
        private final String name;
        private final List<StreamEvent> events = new ArrayList<>();
        private final List<StageReport> stages = new ArrayList<>();
        private ReasoningOutcome outcome = ReasoningOutcome.OFF;
        private @Nullable SearchOutcome search;
        private int blocks;

        Builder(String name) {
            this.name = name;
            events.add(new Started(
                    "0123456789abcdef01234567", Instant.ofEpochSecond(1_795_000_000), "deepreasoning", List.of()));
        }

        private int block(Block block) {
            blocks += 3;
            events.add(new BlockStarted(blocks, block));
            return blocks;
        }

        Builder thinks(String... pieces) {
            int block = block(new Block.Reasoning());
            for (String piece : pieces) {
                events.add(new ReasoningDelta(block, piece));
            }
            events.add(new BlockStopped(block));
            outcome = ReasoningOutcome.COMPLETE;
            stages.add(new StageReport(
                    Stage.REASONING,
                    "deepseek-r1",
                    "main",
                    new TokenUsage(20, 0, 0, 0, 100, 100, false),
                    Duration.ofMillis(800),
                    Duration.ofMillis(4_200)));
            return this;
        }

        Builder says(String... pieces) {
            int block = block(new Block.Text());
            for (String piece : pieces) {
                events.add(new TextDelta(block, piece));
            }
            events.add(new BlockStopped(block));
            return this;
        }

        Builder cites(String text, String url, @Nullable String title) {
            int block = block(new Block.Text());
            events.add(new TextDelta(block, text));
            events.add(citation(block, url, title));
            events.add(new BlockStopped(block));
            return this;
        }

        Builder citesFirst(String url, String text) {
            int block = block(new Block.Text());
            events.add(citation(block, url, "A"));
            events.add(new TextDelta(block, text));
            events.add(new BlockStopped(block));
            return this;
        }

        private static CitationDelta citation(int block, String url, @Nullable String title) {
            JsonText vendor = new JsonText("{\"type\":\"search_result_location\",\"source\":\"" + url + "\"}");
            return new CitationDelta(block, new Citation(url, title, "as it says", vendor));
        }

        Builder calls(String id, String tool, String... arguments) {
            int block = block(new Block.ToolCall(id, tool));
            for (String piece : arguments) {
                events.add(new ToolArgumentsDelta(block, piece));
            }
            events.add(new BlockStopped(block));
            return this;
        }

        Builder searches(SearchOutcome outcome) {
            search = outcome;
            stages.add(
                    new StageReport(Stage.SEARCH, "standard", "linkup", TokenUsage.NONE, null, Duration.ofMillis(700)));
            List<Block.Search.Hit> hits =
                    outcome == SearchOutcome.USED ? List.of(new Block.Search.Hit("A", "https://a.example")) : List.of();
            int block = block(new Block.Search("s", "news", outcome, hits));
            events.add(new BlockStopped(block));
            return this;
        }

        Run ends(StopReason reason) {
            return ends(reason, null, null);
        }

        Run endsAt(String sequence) {
            return ends(StopReason.STOP_SEQUENCE, sequence, null);
        }

        Run refuses(String words) {
            return ends(StopReason.REFUSAL, null, words);
        }

        private Run ends(StopReason reason, @Nullable String sequence, @Nullable String refusal) {
            stages.add(new StageReport(
                    Stage.ANSWER,
                    "claude-sonnet-4-5-20250929",
                    "anthropic",
                    new TokenUsage(160, 30, 0, 50, 40, 0, false),
                    Duration.ofMillis(300),
                    Duration.ofMillis(1_500)));
            RunReport report = new RunReport(List.of(), outcome, search, stages, 0, false);
            events.add(new Finished(reason, sequence, refusal, report));
            return new Run(name, events, null);
        }

        Run fails(@Nullable String begun, ErrorKind kind) {
            if (begun != null) {
                int block = block(new Block.Text());
                events.add(new TextDelta(block, begun));
            }
            return new Run(
                    name, events, GatewayException.of(kind, null, "It failed.").afterWork());
        }
    }
}
