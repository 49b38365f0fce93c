package dev.deepreasoning.api.chatcompletions;

import static dev.deepreasoning.api.chatcompletions.ChatScenario.page;

import dev.deepreasoning.canonical.Block.Search.Hit;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.StopReason;
import java.util.List;

/// Every kind of answer that this dialect gives. The names are the coverage, and those of the golden files.
final class ChatScenarios {
    private ChatScenarios() {}

    static List<ChatScenario> all() {
        return List.of(
                // The answer's text
                named("reasoning-then-text")
                        .reasons("2+2 is ", "a simple sum.")
                        .says("It is ", "4.")
                        .ends(StopReason.END_TURN),
                named("text-alone").says("4").ends(StopReason.END_TURN),
                named("several-text-blocks")
                        .says("First. ")
                        .says("Second", ".")
                        .says()
                        .ends(StopReason.END_TURN),
                named("empty-answer").ends(StopReason.END_TURN),
                named("empty-pieces-are-not-sent")
                        .reasons("", "so", "")
                        .says("", "4", "")
                        .ends(StopReason.END_TURN),
                named("surrogate-pairs")
                        .reasons("👩‍💻 ", "𝕏")
                        .says("😀", "é漢\u00a0", "🇩🇪")
                        .ends(StopReason.END_TURN),
                named("quotes-and-control-characters")
                        .reasons("a\"b\\c\r\n\r\ndata: {}\n\n")
                        .says("\t\b\f\u0000\u001f\u007f</script>\u2028\u2029")
                        .ends(StopReason.END_TURN),
                // What is shown of the reasoning
                named("reasoning-hidden")
                        .hidesReasoning()
                        .reasons("secret")
                        .says("4")
                        .ends(StopReason.END_TURN),
                named("reasoning-partial")
                        .reasons(ReasoningOutcome.PARTIAL, "2+2 is")
                        .says("4")
                        .ends(StopReason.END_TURN),
                named("reasoning-skipped")
                        .reasoned(ReasoningOutcome.SKIPPED)
                        .says("4")
                        .ends(StopReason.END_TURN),
                named("reasoning-without-an-answer").reasons("Hm.").ends(StopReason.MAX_TOKENS),
                // Tools
                named("parallel-tool-calls")
                        .reasons("Two cities.")
                        .calls("toolu_1", "weather", "{\"city\":", "\"Köln\"}")
                        .calls("toolu_2", "weather", "{\"city\":\"Bonn\"}")
                        .ends(StopReason.TOOL_USE),
                named("text-then-tool-call")
                        .says("I will look.")
                        .calls("toolu_1", "look", "{\"at\":[1,2.50,null]}")
                        .ends(StopReason.TOOL_USE),
                named("tool-call-without-arguments")
                        .calls("toolu_1", "now")
                        .calls("toolu_2", "here", "", "{}")
                        .ends(StopReason.TOOL_USE),
                named("legacy-function-call")
                        .legacyFunctions()
                        .calls("toolu_1", "weather", "{\"city\":", "\"Köln\"}")
                        .ends(StopReason.TOOL_USE),
                named("legacy-function-call-without-arguments")
                        .legacyFunctions()
                        .says("Now.")
                        .calls("toolu_1", "now")
                        .ends(StopReason.TOOL_USE),
                named("legacy-function-call-is-the-first-alone")
                        .legacyFunctions()
                        .calls("toolu_1", "one", "{\"a\":1}")
                        .calls("toolu_2", "two", "{\"b\":2}")
                        .calls("toolu_3", "three")
                        .ends(StopReason.TOOL_USE),
                // Sources
                named("citations-and-sources-footer")
                        .searches(SearchOutcome.USED, new Hit("A", "https://a.example/?q=1&r=\"2\""))
                        .reasons("Let me see.")
                        .says("🌍 ")
                        .cites(
                                "It is so.",
                                page("https://a.example/?q=1&r=\"2\"", "A \"quoted\" title"),
                                page("http://b.example", null),
                                page("http://b.example", null))
                        .says(" And ")
                        .cites("so on.", page("http://b.example", null), page("report.pdf", "the caller's own"))
                        .says("\n\n**Sources**\n1. [A](<https://a.example/?q=1&r=\"2\">)")
                        .ends(StopReason.END_TURN),
                named("search-empty").searches(SearchOutcome.EMPTY).says("4").ends(StopReason.END_TURN),
                named("search-failed").searches(SearchOutcome.FAILED).says("4").ends(StopReason.END_TURN),
                // Ends
                named("stopped-by-length").reasons("Long.").says("And then").ends(StopReason.MAX_TOKENS),
                named("stopped-by-a-full-window").says("And then").ends(StopReason.CONTEXT_WINDOW),
                named("stopped-by-a-sequence").says("one, two").ends(StopReason.STOP_SEQUENCE, "three", null),
                named("refusal").reasons("Hm.").ends(StopReason.REFUSAL, null, "This asks for harm."),
                named("refusal-after-text").says("First").ends(StopReason.REFUSAL, null, "This asks for harm."),
                named("refusal-without-a-word").ends(StopReason.REFUSAL),
                named("upstream-cut-mid-block")
                        .reasons("A sum.")
                        .failsAfter(
                                "It is",
                                GatewayException.of(
                                                ErrorKind.UPSTREAM_ERROR,
                                                null,
                                                "The model's stream ended before its answer was complete.")
                                        .afterWork()),
                named("upstream-overloaded-mid-block")
                        .failsAfter(
                                "It",
                                GatewayException.of(
                                        ErrorKind.MODEL_UNAVAILABLE, "model_unavailable", "The model is overloaded.")),
                // Usage, and what is known only at the end
                named("usage-last-chunk").simulated().reasons("Hm.").says("4").ends(StopReason.END_TURN),
                named("usage-not-asked-for")
                        .withoutUsage()
                        .reasons("Hm.")
                        .says("4")
                        .ends(StopReason.END_TURN),
                named("usage-for-the-operator")
                        .forTheOperator()
                        .reasons("Hm.")
                        .says("4")
                        .ends(StopReason.END_TURN),
                named("usage-with-adjustments")
                        .model("deepreasoning/" + ChatScenario.SONNET)
                        .adjusts("temperature", "1.7", "1")
                        .adjusts("top_p", "0.9", null)
                        .says("4")
                        .ends(StopReason.END_TURN),
                named("usage-of-a-model-without-a-price")
                        .model("claude-opus-4-6")
                        .forTheOperator()
                        .says("4")
                        .ends(StopReason.END_TURN));
    }

    private static ChatScenario named(String name) {
        return new ChatScenario(name);
    }
}
