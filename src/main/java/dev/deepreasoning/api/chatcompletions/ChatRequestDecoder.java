package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.EndUser;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.ProductParameters;
import dev.deepreasoning.api.RequestJson;
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
import dev.deepreasoning.canonical.StageOverrides;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of a request into a canonical one. Every field of OpenAI's description is mapped, ignored or refused
/// by name; fields that are not in it are ignored, an explicit `null` means absent.
final class ChatRequestDecoder {
    private static final int MAX_STOPS = 4;
    private static final List<String> IGNORED_ENUMS = List.of("verbosity", "service_tier", "prompt_cache_retention");

    private static final String NONE = "none";

    private final Fields body;

    private ChatRequestDecoder(Fields body) {
        this.body = body;
    }

    /// Decodes a request.
    ///
    /// @param headers the request's, for parameters that came there
    /// @throws GatewayException 400 with `param`; nothing else, whatever the bytes
    static ChatRequest decode(byte[] bytes, MultiMap headers) {
        return new ChatRequestDecoder(ProductParameters.fields(RequestJson.parse(bytes), headers)).request();
    }

    private ChatRequest request() {
        String model = body.requiredString("model");
        refuseUnserved();
        ChatTools tools = ChatTools.of(body);
        List<Message> messages = ChatMessages.of(body, tools.legacy());
        Fields streamOptions = body.object("stream_options");
        CanonicalRequest canonical = new CanonicalRequest(
                model,
                body.string("anthropic_model"),
                messages,
                false,
                tools.definitions(),
                tools.choice(),
                outputFormat(),
                new Sampling(
                        body.number("temperature", RequestBounds.TEMPERATURE),
                        body.number("top_p", RequestBounds.TOP_P),
                        null),
                maxTokens(),
                stops(),
                ProductParameters.reasoning(body, reasoning()),
                ChatSearch.of(body, tools),
                body.isTrue("strict"),
                body.isTrue("disable_formatting"),
                EndUser.id(body),
                body.isTrue("stream"),
                StageOverrides.NONE,
                StageOverrides.NONE,
                null);
        return new ChatRequest(
                canonical, streamOptions != null && streamOptions.isTrue("include_usage"), tools.legacy());
    }

    /// What neither model can do is said at once, instead of being left out in silence.
    private void refuseUnserved() {
        Integer n = body.integer("n", 1, Integer.MAX_VALUE);
        if (n != null && n > 1) {
            throw body.unsupported("n", "Only one choice is made per request: `n` must be 1.");
        }
        Integer top = body.integer("top_logprobs", 0, Integer.MAX_VALUE);
        if (body.isTrue("logprobs")) {
            throw unsupportedParameter("logprobs");
        }
        if (top != null && top > 0) {
            throw unsupportedParameter("top_logprobs");
        }
        Fields bias = body.object("logit_bias");
        if (bias != null && !bias.isEmpty()) {
            throw unsupportedParameter("logit_bias");
        }
        for (String modality : body.strings("modalities")) {
            if (!modality.equals("text")) {
                throw body.unsupported("modalities", "Only text is written: `modalities` must be [\"text\"].");
            }
        }
        if (body.get("audio") != null) {
            throw unsupportedParameter("audio");
        }
        body.number("frequency_penalty", -2, 2);
        body.number("presence_penalty", -2, 2);
        body.bool("store");
        IGNORED_ENUMS.forEach(body::string);
        EndUser.checkMetadata(body);
    }

    private GatewayException unsupportedParameter(String name) {
        return GatewayException.of(
                        ErrorKind.INVALID_REQUEST,
                        "unsupported_parameter",
                        "`" + name + "` is not supported: the models behind this gateway have no counterpart.")
                .withParam(name);
    }

    /// The bound on the answer; reasoning has its own cap (decision 7).
    private @Nullable Integer maxTokens() {
        Integer old = body.integer("max_tokens", RequestBounds.ANSWER_TOKENS);
        Integer current = body.integer("max_completion_tokens", RequestBounds.ANSWER_TOKENS);
        return current == null ? old : current;
    }

    private List<String> stops() {
        RequestJson stop = body.get("stop");
        List<String> sequences = new ArrayList<>();
        if (stop == null) {
            return sequences;
        }
        if (stop.isString()) {
            sequences.add(stop.text());
        } else {
            sequences.addAll(body.strings("stop"));
        }
        if (sequences.size() > MAX_STOPS) {
            throw GatewayException.invalid("stop", "`stop` takes at most " + MAX_STOPS + " sequences.");
        }
        sequences.removeIf(String::isEmpty);
        return sequences;
    }

    private @Nullable OutputFormat outputFormat() {
        Fields format = body.object("response_format");
        if (format == null) {
            return null;
        }
        return switch (format.requiredString("type")) {
            case "text" -> null;
            case "json_object" -> new OutputFormat.JsonObject();
            case "json_schema" -> schema(format);
            default ->
                throw GatewayException.invalid(
                        "response_format.type",
                        "`response_format.type` must be one of `text`, `json_object`, `json_schema`.");
        };
    }

    private static OutputFormat schema(Fields format) {
        Fields named = format.object("json_schema");
        if (named == null) {
            throw format.missing("json_schema");
        }
        named.bool("strict");
        named.string("description");
        Fields schema = named.object("schema");
        return schema == null
                ? new OutputFormat.JsonObject()
                : new OutputFormat.JsonSchema(named.string("name"), schema.verbatim());
    }

    /// OpenAI's `reasoning_effort`, and OpenRouter's object `reasoning`, which says more and so wins.
    private ReasoningOptions reasoning() {
        String effort = body.string("reasoning_effort");
        Effort level = effort(effort, "reasoning_effort");
        boolean off = NONE.equals(effort);
        Fields object = body.object("reasoning");
        if (object == null) {
            return new ReasoningOptions(off ? Mode.OFF : null, true, level, null, null);
        }
        String inner = object.string("effort");
        Boolean enabled = object.bool("enabled");
        if (inner != null) {
            level = effort(inner, "reasoning.effort");
            off = NONE.equals(inner);
        } else if (Boolean.TRUE.equals(enabled)) {
            off = false;
        }
        Mode mode = enabled == null ? null : enabled ? Mode.ON : Mode.OFF;
        return new ReasoningOptions(
                off ? Mode.OFF : mode,
                !object.isTrue("exclude"),
                level,
                object.integer("max_tokens", RequestBounds.REASONING_TOKENS),
                null);
    }

    private static @Nullable Effort effort(@Nullable String name, String param) {
        if (name == null || name.equals(NONE)) {
            return null;
        }
        for (Effort effort : Effort.values()) {
            if (effort.wireName().equals(name)) {
                return effort;
            }
        }
        throw GatewayException.invalid(
                param, "`" + param + "` must be one of `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`.");
    }
}
