package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.EndUser;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.ProductParameters;
import dev.deepreasoning.api.RequestJson;
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
import dev.deepreasoning.canonical.StageOverrides;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of a request into a canonical one. Fields that OpenAI's description does not know are ignored.
final class ResponsesRequestDecoder {
    private static final String SOURCES = "web_search_call.action.sources";
    private static final String ENCRYPTED = "reasoning.encrypted_content";

    private final Fields body;
    private final Function<String, @Nullable RequestJson> stored;

    private ResponsesRequestDecoder(Fields body, Function<String, @Nullable RequestJson> stored) {
        this.body = body;
        this.stored = stored;
    }

    /// Decodes a request.
    ///
    /// @param stored this caller's output item by its id
    /// @throws GatewayException 400 or 404 with `param`; nothing else, whatever the bytes
    static ResponsesRequest decode(byte[] bytes, MultiMap headers, Function<String, @Nullable RequestJson> stored) {
        return new ResponsesRequestDecoder(ProductParameters.fields(RequestJson.parse(bytes), headers), stored)
                .request();
    }

    private ResponsesRequest request() {
        String model = body.requiredString("model");
        refuseUnserved();
        ResponsesTools tools = ResponsesTools.of(body);
        boolean strict = body.isTrue("strict");
        if (strict && !tools.dropped().isEmpty()) {
            throw body.unsupported(
                    "tools",
                    "Tools of type `" + tools.dropped().getFirst() + "` are not served here, and `strict`"
                            + " forbids leaving them out.");
        }
        List<Message> messages = ResponsesInput.of(body, stored);
        List<String> include = body.strings("include");
        Double temperature = body.number("temperature", RequestBounds.TEMPERATURE);
        Double topP = body.number("top_p", RequestBounds.TOP_P);
        Integer maxTokens = body.integer("max_output_tokens", RequestBounds.ANSWER_TOKENS);
        CanonicalRequest canonical = new CanonicalRequest(
                model,
                body.string("anthropic_model"),
                messages,
                false,
                tools.definitions(),
                tools.choice(),
                format(),
                new Sampling(temperature, topP, null),
                maxTokens == null ? body.integer("max_tokens", RequestBounds.ANSWER_TOKENS) : maxTokens,
                List.of(),
                ProductParameters.reasoning(body, reasoning()),
                ProductParameters.search(body, tools.forbidden() ? null : tools.search()),
                strict,
                body.isTrue("disable_formatting"),
                EndUser.id(body),
                body.isTrue("stream"),
                StageOverrides.NONE,
                StageOverrides.NONE,
                null);
        return new ResponsesRequest(
                canonical,
                echo(tools),
                include.contains(ENCRYPTED),
                tools.search() != null,
                include.contains(SOURCES),
                tools.custom(),
                tools.dropped().stream()
                        .map(type -> new Adjustment("tools", type, null))
                        .toList(),
                truncation() == Truncations.AUTO,
                !Boolean.FALSE.equals(body.bool("store")));
    }

    private Truncations truncation() {
        Truncations sent = body.oneOf("truncation", Truncations.class);
        return sent == null ? Truncations.DISABLED : sent;
    }

    private void refuseUnserved() {
        if (body.get("input") == null && body.get("messages") != null) {
            throw GatewayException.invalid(
                    "messages", "This endpoint takes `input`; `messages` belongs to /v1/chat/completions.");
        }
        refuse("previous_response_id", "Responses are not stored here: send the conversation as `input`.");
        refuse("conversation", "Conversations are not stored here: send the conversation as `input`.");
        refuse("prompt", "Prompt templates are not stored here.");
        if (body.isTrue("background")) {
            throw unsupported("background", "Background responses are not served here.");
        }
        Integer top = body.integer("top_logprobs", 0, 20);
        if (top != null && top > 0) {
            throw unsupported("top_logprobs", "The models behind this gateway have no log probabilities.");
        }
        body.bool("store");
        body.bool("parallel_tool_calls");
        body.integer("max_tool_calls", 0, Integer.MAX_VALUE);
        EndUser.checkMetadata(body);
    }

    private void refuse(String name, String why) {
        if (body.get(name) != null) {
            throw unsupported(name, why);
        }
    }

    private static GatewayException unsupported(String name, String why) {
        return GatewayException.of(ErrorKind.INVALID_REQUEST, "unsupported_parameter", why)
                .withParam(name);
    }

    private @Nullable OutputFormat format() {
        Fields text = body.object("text");
        Fields format = text == null ? null : text.object("format");
        if (format == null) {
            return null;
        }
        return switch (format.requiredString("type")) {
            case "text" -> null;
            case "json_object" -> new OutputFormat.JsonObject();
            case "json_schema" -> {
                Fields schema = format.object("schema");
                if (schema == null) {
                    throw format.missing("schema");
                }
                yield new OutputFormat.JsonSchema(format.string("name"), schema.verbatim());
            }
            default ->
                throw GatewayException.invalid(
                        "text.format.type", "`text.format.type` must be one of `text`, `json_object`, `json_schema`.");
        };
    }

    private ReasoningOptions reasoning() {
        Fields object = body.object("reasoning");
        if (object == null) {
            return ReasoningOptions.DEFAULT;
        }
        if ("none".equals(object.string("effort"))) {
            return new ReasoningOptions(Mode.OFF, true, null, null, null);
        }
        return new ReasoningOptions(null, true, object.oneOf("effort", Effort.class), null, null);
    }

    /// The part of every response object that repeats the request. Nothing is stored, and `store` says so.
    private String echo(ResponsesTools tools) {
        JsonBytes out = new JsonBytes();
        out.ascii("\"background\":false,\"instructions\":").stringOrNull(body.string("instructions"));
        echo("max_output_tokens", "null", out);
        echo("max_tool_calls", "null", out);
        out.ascii(",\"parallel_tool_calls\":")
                .ascii(body.get("parallel_tool_calls") == null ? "true" : text("parallel_tool_calls"));
        out.ascii(",\"previous_response_id\":null,\"reasoning\":{\"effort\":");
        Fields reasoning = body.object("reasoning");
        out.stringOrNull(reasoning == null ? null : reasoning.string("effort")).ascii(",\"summary\":");
        out.stringOrNull(reasoning == null ? null : reasoning.string("summary")).ascii("}");
        out.ascii(",\"service_tier\":\"default\",\"store\":false");
        echo("temperature", "1.0", out);
        echo("top_p", "1.0", out);
        out.ascii(",\"text\":{\"format\":");
        Fields text = body.object("text");
        Fields format = text == null ? null : text.object("format");
        String verbosity = text == null ? null : text.string("verbosity");
        out.json(format == null ? "{\"type\":\"text\"}" : format.verbatim().text());
        out.ascii(",\"verbosity\":")
                .string(verbosity == null ? "medium" : verbosity)
                .ascii("}");
        out.ascii(",\"tool_choice\":");
        RequestJson choice = body.get("tool_choice");
        out.json(choice == null ? "\"auto\"" : choice.verbatim().text());
        out.ascii(",\"tools\":[").json(tools.echo()).ascii("],\"top_logprobs\":0,\"truncation\":");
        out.string(truncation().name().toLowerCase(Locale.ROOT));
        String user = body.string("user");
        if (user != null) {
            out.ascii(",\"user\":").string(user);
        }
        echo("metadata", "{}", out);
        return new String(out.take(), StandardCharsets.UTF_8);
    }

    private void echo(String name, String otherwise, JsonBytes out) {
        RequestJson value = body.get(name);
        out.ascii(",\"")
                .ascii(name)
                .ascii("\":")
                .json(value == null ? otherwise : value.verbatim().text());
    }

    private String text(String name) {
        return Boolean.toString(body.isTrue(name));
    }

    /// What becomes of a conversation that is too long.
    private enum Truncations {
        AUTO,
        DISABLED
    }
}
