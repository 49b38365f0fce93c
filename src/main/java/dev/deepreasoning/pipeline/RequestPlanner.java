package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.RequestBounds;
import dev.deepreasoning.canonical.Sampling;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.catalog.ClaudeModel;
import dev.deepreasoning.catalog.ClaudeModel.OwnThinking;
import dev.deepreasoning.catalog.ClaudeModel.SamplingRule;
import dev.deepreasoning.catalog.ResolvedModel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fits one request to the rules of one Claude model. A value that the caller did not send is never an adjustment;
/// `strict` turns the first adjustment into a 400. One per request.
final class RequestPlanner {
    private static final double NEARLY_ONE = 0.99;
    private static final int WINDOW_MARGIN = 512;

    private final CanonicalRequest request;
    private final ResolvedModel resolved;
    private final ClaudeModel model;
    private final double reasonerMinTemperature;
    private final List<Adjustment> adjusted;

    /// @param reasonerMinTemperature of the host that is tried first
    RequestPlanner(CanonicalRequest request, ResolvedModel resolved, double reasonerMinTemperature) {
        this.request = request;
        this.resolved = resolved;
        this.model = resolved.answerer();
        this.reasonerMinTemperature = reasonerMinTemperature;
        this.adjusted = new ArrayList<>(resolved.adjusted());
    }

    RequestPlan plan() {
        Mode mode = reasoningMode();
        int maxTokens = maxTokens();
        Double temperature = temperature();
        Double topP = topP();
        Integer topK = topK();
        ToolChoice toolChoice = toolChoice();
        OutputFormat format = request.outputFormat();
        String instruction = jsonInstruction(format);
        List<String> stops =
                request.stopSequences().stream().filter(stop -> !stop.isBlank()).toList();
        List<String> enforced =
                request.stopSequences().stream().filter(String::isBlank).toList();
        reportReasonerTemperature(mode);
        if (request.strict() && !adjusted.isEmpty()) {
            throw refused(adjusted.getFirst());
        }
        return new RequestPlan(
                model,
                mode,
                reasoningCap(),
                maxTokens,
                temperature,
                topP,
                topK,
                toolChoice,
                instruction == null ? format : null,
                instruction,
                stops,
                enforced,
                model.ownThinking() == OwnThinking.DEFAULT,
                model.ownThinking() == OwnThinking.ALWAYS && model.effort() ? Effort.LOW.wireName() : null,
                adjusted);
    }

    private Mode reasoningMode() {
        ReasoningOptions wanted = request.reasoning();
        Mode asked = wanted.mode();
        if (asked != null) {
            return asked;
        }
        if (Message.endsInToolResults(request.messages()) || Integer.valueOf(1).equals(request.maxTokens())) {
            return Mode.OFF;
        }
        Mode alias = resolved.reasoningMode();
        return alias == null ? RequestBounds.DEFAULT_REASONING_MODE : alias;
    }

    private int reasoningCap() {
        ReasoningOptions wanted = request.reasoning();
        Integer exact = wanted.maxTokens();
        if (exact != null) {
            return exact;
        }
        Effort effort = wanted.effort();
        return effort == null ? RequestBounds.DEFAULT_EFFORT.cap() : effort.cap();
    }

    private int maxTokens() {
        Integer sent = request.maxTokens();
        Integer alias = resolved.maxTokens();
        int wanted = sent != null ? sent : alias != null ? alias : RequestBounds.DEFAULT_ANSWER_TOKENS;
        long room = model.contextWindow() - PromptSize.estimate(request) - WINDOW_MARGIN;
        int used = (int) Math.max(1, Math.min(Math.min(wanted, model.maxOutput()), Math.max(room, 1)));
        if (room < 1) {
            used = Math.min(wanted, model.maxOutput());
        }
        if (sent != null && used != sent) {
            adjust("max_tokens", sent, used);
        }
        return used;
    }

    private @Nullable Double temperature() {
        Double sent = request.sampling().temperature();
        if (model.sampling() == SamplingRule.NONE) {
            if (sent != null && sent != 1) {
                adjust("temperature", sent, null);
            }
            return null;
        }
        if (sent == null) {
            boolean yields = request.answererThinks()
                    || model.sampling() == SamplingRule.ONE
                            && request.sampling().topP() != null;
            return yields ? null : Double.valueOf(RequestBounds.DEFAULT_TEMPERATURE);
        }
        if (sent > 1) {
            adjust("temperature", sent, 1);
            return 1.0;
        }
        return sent;
    }

    private @Nullable Double topP() {
        Sampling sampling = request.sampling();
        Double sent = sampling.topP();
        return switch (model.sampling()) {
            case BOTH -> sent == null && !request.answererThinks() ? Double.valueOf(RequestBounds.DEFAULT_TOP_P) : sent;
            case ONE -> {
                if (sent == null || sampling.temperature() == null) {
                    yield sent;
                }
                if (sent != 1) {
                    adjust("top_p", sent, null);
                }
                yield null;
            }
            case NONE -> {
                if (sent != null && sent < NEARLY_ONE) {
                    adjust("top_p", sent, null);
                }
                yield null;
            }
        };
    }

    private @Nullable Integer topK() {
        Integer sent = request.sampling().topK();
        if (sent != null && model.sampling() == SamplingRule.NONE) {
            adjust("top_k", sent, null);
            return null;
        }
        return sent;
    }

    private @Nullable ToolChoice toolChoice() {
        ToolChoice choice = request.toolChoice();
        if (choice != null && choice.forced() && !model.forcedToolChoice()) {
            adjust("tool_choice", choice.mode() == ToolChoice.Mode.ANY ? "any" : "tool", "auto");
            return new ToolChoice(ToolChoice.Mode.AUTO, null, choice.disableParallel());
        }
        return choice;
    }

    private @Nullable String jsonInstruction(@Nullable OutputFormat format) {
        return switch (format) {
            case null -> null;
            case OutputFormat.JsonObject _ ->
                "Answer with one JSON object and nothing else: no Markdown fence, no text around it.";
            case OutputFormat.JsonSchema schema -> {
                if (model.structuredOutput()) {
                    yield null;
                }
                adjust("response_format", "json_schema", "instruction");
                yield "Answer with one JSON value that follows this JSON schema and nothing else, no Markdown fence, no"
                        + " text around it:\n" + schema.schema().text();
            }
        };
    }

    /// Greedy decoding makes R1 loop, so that it gets the host's minimum where Claude gets what was sent.
    private void reportReasonerTemperature(Mode mode) {
        Double sent = request.sampling().temperature();
        if (mode != Mode.OFF && sent != null && sent < reasonerMinTemperature) {
            adjust("reasoning.temperature", sent, reasonerMinTemperature);
        }
    }

    private void adjust(String name, Object from, @Nullable Object to) {
        adjusted.add(new Adjustment(name, plain(from), to == null ? null : plain(to)));
    }

    private static String plain(Object value) {
        if (value instanceof Double number) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        return value.toString();
    }

    private GatewayException refused(Adjustment change) {
        String use = change.to() == null ? "does not take it" : "takes " + change.to();
        return GatewayException.of(
                        ErrorKind.INVALID_REQUEST,
                        "unsupported_value",
                        "`" + change.name() + "` cannot be " + change.from() + ": " + model.id() + " " + use
                                + ", and `strict` forbids changing it.")
                .withParam(change.name());
    }
}
