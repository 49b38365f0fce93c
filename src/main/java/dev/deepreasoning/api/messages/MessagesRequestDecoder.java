package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.ProductParameters;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.api.messages.MessagesRequest.Shown;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.RequestBounds;
import dev.deepreasoning.canonical.Sampling;
import dev.deepreasoning.canonical.StageOverrides;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of a request into a canonical one. Fields that this description does not know are ignored: new clients
/// send new ones.
final class MessagesRequestDecoder {
    private static final int MIN_BUDGET = 1_024;
    private static final int MAX_USER = 512;

    private final Fields body;
    private Shown shown = Shown.HIDDEN;

    private MessagesRequestDecoder(Fields body) {
        this.body = body;
    }

    /// Decodes a request for an answer.
    ///
    /// @throws GatewayException 400 with `param`; nothing else, whatever the bytes
    static MessagesRequest decode(byte[] bytes, MultiMap headers) {
        return new MessagesRequestDecoder(ProductParameters.fields(RequestJson.parse(bytes), headers)).request(false);
    }

    /// Decodes a request for a count, which has no `max_tokens`.
    static MessagesRequest decodeCount(byte[] bytes, MultiMap headers) {
        return new MessagesRequestDecoder(ProductParameters.fields(RequestJson.parse(bytes), headers)).request(true);
    }

    private MessagesRequest request(boolean count) {
        String model = body.requiredString("model");
        MessagesTools tools = MessagesTools.of(body);
        MessagesConversation conversation = MessagesConversation.of(body);
        List<Message> messages = AutomaticCaching.of(body, conversation.messages());
        Fields output = body.object("output_config");
        ReasoningOptions reasoning = ProductParameters.reasoning(body, reasoning(output));
        CanonicalRequest canonical = new CanonicalRequest(
                model,
                body.string("anthropic_model"),
                messages,
                conversation.prefill(),
                tools.definitions(),
                tools.choice(),
                format(output),
                new Sampling(
                        body.number("temperature", RequestBounds.TEMPERATURE),
                        body.number("top_p", RequestBounds.TOP_P),
                        body.integer("top_k", RequestBounds.TOP_K)),
                count ? null : maxTokens(),
                body.strings("stop_sequences").stream()
                        .filter(stop -> !stop.isEmpty())
                        .toList(),
                reasoning,
                ProductParameters.search(body, tools.forbidden() ? null : tools.search()),
                body.isTrue("strict"),
                body.isTrue("disable_formatting"),
                user(),
                body.isTrue("stream"),
                StageOverrides.NONE,
                StageOverrides.NONE,
                null);
        return new MessagesRequest(canonical, shown(reasoning), tools.search() != null);
    }

    private Shown shown(ReasoningOptions reasoning) {
        if (body.get("include_reasoning") != null) {
            return !reasoning.include() ? Shown.HIDDEN : shown == Shown.OMITTED ? Shown.OMITTED : Shown.FULL;
        }
        // R1's answer alone, unseen, would be an empty message.
        return shown == Shown.HIDDEN && reasoning.mode() == Mode.ONLY ? Shown.FULL : shown;
    }

    /// Required by Anthropic; what is above a model's limit is fitted to it and reported (decision 7).
    private int maxTokens() {
        Integer sent = body.integer("max_tokens", 1, Integer.MAX_VALUE);
        if (sent == null) {
            throw body.missing("max_tokens");
        }
        return sent;
    }

    /// `thinking` asks for R1's reasoning, not for Claude's own; an effort bounds it.
    private ReasoningOptions reasoning(@Nullable Fields output) {
        Effort effort = output == null ? null : output.oneOf("effort", Effort.class);
        Fields thinking = body.object("thinking");
        if (thinking == null) {
            return new ReasoningOptions(null, true, effort, null, null);
        }
        String type = thinking.requiredString("type");
        boolean omitted = "omitted".equals(thinking.string("display"));
        Integer budget = thinking.integer("budget_tokens", MIN_BUDGET, RequestBounds.REASONING_TOKENS.max());
        switch (type) {
            case "disabled" -> {
                return new ReasoningOptions(Mode.OFF, true, effort, null, null);
            }
            case "enabled", "adaptive", "between_tools" -> {
                if (type.equals("enabled") && budget == null) {
                    throw thinking.missing("budget_tokens");
                }
                shown = omitted ? Shown.OMITTED : Shown.FULL;
                return new ReasoningOptions(null, true, effort, budget, null);
            }
            default ->
                throw GatewayException.invalid(
                        "thinking.type",
                        "`thinking.type` must be one of `enabled`, `adaptive`, `between_tools`, `disabled`.");
        }
    }

    private static @Nullable OutputFormat format(@Nullable Fields output) {
        Fields format = output == null ? null : output.object("format");
        if (format == null) {
            return null;
        }
        if (!format.requiredString("type").equals("json_schema")) {
            throw GatewayException.invalid(
                    "output_config.format.type", "`output_config.format.type` must be `json_schema`.");
        }
        Fields schema = format.object("schema");
        if (schema == null) {
            throw format.missing("schema");
        }
        return new OutputFormat.JsonSchema(format.string("name"), schema.verbatim());
    }

    private @Nullable String user() {
        Fields metadata = body.object("metadata");
        String id = metadata == null ? null : metadata.string("user_id");
        if (id == null || id.isBlank()) {
            return null;
        }
        if (id.length() > MAX_USER) {
            throw GatewayException.invalid(
                    "metadata.user_id", "`metadata.user_id` must have at most " + MAX_USER + " characters.");
        }
        return id;
    }
}
