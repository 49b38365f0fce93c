package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a simulated R1 says to one request, and the chunks in which it says it: official form, or one of those that
/// other hosts use.
final class ReasonerAnswer {
    private static final String DONE = "data: [DONE]\n\n";

    private final Form form;
    private final Words reasoning;
    private final Words answer;
    private final boolean truncated;
    private final Directives directives;
    private final String head;
    private final long prompt;
    private final boolean usageAsked;

    ReasonerAnswer(Incoming request, JsonObject body, Directives directives, SimulatorConfig config, Instant created) {
        this.directives = directives;
        this.form = Form.of(directives.text("form", "field"));
        String question = Words.quote(Directives.strip(ReasonerRules.check(body)), 400);
        String say = directives.say();
        Words wholeReasoning = form == Form.EMPTY || form == Form.INLINE_EMPTY
                ? Words.of("")
                : say != null
                        ? Words.of(say)
                        : Words.of(
                                "This is simulated reasoning. The question is “" + question + "”. ",
                                directives.number("reasoning-tokens", config.reasoningTokens()));
        Words wholeAnswer = Words.of(
                "This is the simulated reasoner's own answer to “" + question + "”. ", directives.number("tokens", 24));
        int room = body.getInteger("max_tokens", 32_000);
        this.reasoning = wholeReasoning.limitedTo(room);
        this.answer = wholeAnswer.limitedTo(room - reasoning.size());
        this.truncated = reasoning.size() + answer.size() < wholeReasoning.size() + wholeAnswer.size();
        this.prompt = Json.weigh(body.getJsonArray("messages")) + 4;
        this.usageAsked = body.getValue("stream_options") instanceof JsonObject options
                && Boolean.TRUE.equals(options.getValue("include_usage"));
        this.head = "{\"id\":\"" + request.fingerprint() + "\",\"object\":\"%s\",\"created\":"
                + created.getEpochSecond() + ",\"model\":" + Json.quote(body.getString("model"))
                + ",\"system_fingerprint\":\"fp_simulated\",\"choices\":[";
    }

    /// The chunks of a streamed answer.
    Steps stream(Pace pace) {
        int size = pace.tokensPerEvent();
        Steps.Builder steps = new Steps.Builder();
        steps.repeat(
                directives.has("keep-alives") ? directives.number("keep-alives", 5) : 0,
                form == Form.OPENROUTER ? ": OPENROUTER PROCESSING\n\n" : ": keep-alive\n\n");
        steps.frame(chunk(form.opening, null, null));
        if (form.inline) {
            steps.deltas(form == Form.INLINE_IMPLICIT_OPEN ? 0 : 2, i -> text(i == 0 ? "<th" : "ink>\n"));
        }
        steps.deltas(reasoning.events(size), i -> chunk(form.reasoning(reasoning.event(i, size)), null, null));
        boolean thoughtToTheEnd = answer.size() > 0 || !truncated;
        if (form.inline && thoughtToTheEnd) {
            steps.deltas(2, i -> text(i == 0 ? "\n</th" : "ink>\n\n"));
        }
        steps.deltas(answer.events(size), i -> text(answer.event(i, size)));
        finish(steps);
        return steps.faults(directives, "data: " + streamError() + "\n\n").build();
    }

    private void finish(Steps.Builder steps) {
        boolean reported = !directives.has("no-usage");
        String finish = directives.text("finish", truncated ? "length" : "stop");
        boolean ownChunk = form != Form.FIELD;
        steps.frame(chunk(form.closing, finish, reported && !ownChunk ? usage() : null));
        if (reported && ownChunk && usageAsked) {
            steps.frame("data: " + head("chat.completion.chunk") + "],\"usage\":" + usage() + "}\n\n");
        }
        if (!directives.has("no-done")) {
            steps.frame(DONE);
        }
    }

    /// A streamed answer's own count; right for forms that say nothing around the reasoning.
    CountedCall counted(Pace pace) {
        return new CountedCall("r1", new JsonObject(usage()), List.of(reasoning, answer), pace.tokensPerEvent());
    }

    /// The body of a whole answer, after as long as it would have streamed; blank lines keep it alive.
    Steps whole(Pace pace) {
        int size = pace.tokensPerEvent();
        return new Steps.Builder()
                .repeat(directives.has("keep-alives") ? directives.number("keep-alives", 5) : 0, "\n")
                .deltas(reasoning.events(size) + answer.events(size), _ -> "")
                .frame(wholeBody())
                .faults(directives, "")
                .build();
    }

    private String wholeBody() {
        String thoughts = reasoning.text();
        String content = answer.text();
        if (form.inline) {
            content = (form == Form.INLINE_IMPLICIT_OPEN ? "" : "<think>\n") + thoughts + "\n</think>\n\n" + content;
        }
        return head("chat.completion") + "{\"index\":0,\"message\":{\"role\":\"assistant\","
                + (form.inline || thoughts.isEmpty() ? "" : form.member(thoughts) + ",") + "\"content\":"
                + Json.quote(content) + "},\"logprobs\":null,\"finish_reason\":\""
                + directives.text("finish", truncated ? "length" : "stop") + "\"}],\"usage\":" + usage() + "}";
    }

    private String text(String text) {
        return chunk(form.text(text), null, null);
    }

    private String chunk(String delta, @Nullable String finish, @Nullable String usage) {
        return "data: " + head("chat.completion.chunk") + "{\"index\":0,\"delta\":{" + delta
                + "},\"logprobs\":null,\"finish_reason\":" + (finish == null ? "null" : Json.quote(finish)) + "}]"
                + (usage == null ? "" : ",\"usage\":" + usage) + "}\n\n";
    }

    private String head(String object) {
        return head.replace("%s", object);
    }

    private String streamError() {
        return form == Form.OPENROUTER
                ? head("chat.completion.chunk")
                        + "{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}],"
                        + "\"error\":{\"code\":502,\"message\":\"Simulated error\"}}"
                : SimulatedReasoner.error("server_error", "Simulated error");
    }

    private String usage() {
        long completion = (long) reasoning.size() + answer.size();
        return "{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + completion + ",\"total_tokens\":"
                + (prompt + completion) + ",\"prompt_tokens_details\":{\"cached_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":" + reasoning.size() + "},"
                + "\"prompt_cache_hit_tokens\":0,\"prompt_cache_miss_tokens\":" + prompt + "}";
    }

    /// The forms in which hosts give the reasoning.
    private enum Form {
        FIELD(
                false,
                "\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\"",
                "\"content\":\"\",\"reasoning_content\":null"),
        REASONING(false, "\"role\":\"assistant\",\"content\":\"\"", ""),
        DETAILS(false, "\"role\":\"assistant\",\"content\":\"\"", ""),
        OPENROUTER(false, "\"role\":\"assistant\",\"content\":\"\"", "\"role\":\"assistant\",\"content\":\"\""),
        INLINE(true, "\"role\":\"assistant\",\"content\":\"\"", ""),
        INLINE_IMPLICIT_OPEN(true, "\"role\":\"assistant\",\"content\":\"\"", ""),
        INLINE_EMPTY(true, "\"role\":\"assistant\",\"content\":\"\"", ""),
        EMPTY(false, "\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\"", "\"content\":\"\"");

        private final boolean inline;
        private final String opening;
        private final String closing;

        Form(boolean inline, String opening, String closing) {
            this.inline = inline;
            this.opening = opening;
            this.closing = closing;
        }

        static Form of(String name) {
            for (Form form : values()) {
                if (form.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                    return form;
                }
            }
            return FIELD;
        }

        /// A delta of reasoning.
        private String reasoning(String text) {
            return switch (this) {
                case FIELD, EMPTY -> "\"content\":null," + member(text);
                case OPENROUTER -> opening + "," + member(text);
                case REASONING, DETAILS, INLINE, INLINE_IMPLICIT_OPEN, INLINE_EMPTY -> member(text);
            };
        }

        /// The reasoning alone, in the member where this form has it.
        private String member(String text) {
            String quoted = Json.quote(text);
            return switch (this) {
                case FIELD, EMPTY -> "\"reasoning_content\":" + quoted;
                case REASONING -> "\"reasoning\":" + quoted;
                case DETAILS -> details(quoted);
                case OPENROUTER -> "\"reasoning\":" + quoted + "," + details(quoted);
                case INLINE, INLINE_IMPLICIT_OPEN, INLINE_EMPTY -> "\"content\":" + quoted;
            };
        }

        private String text(String text) {
            return "\"content\":" + Json.quote(text) + (this == FIELD ? ",\"reasoning_content\":null" : "");
        }

        private static String details(String quoted) {
            return "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":" + quoted
                    + ",\"format\":\"unknown\",\"index\":0}]";
        }
    }
}
