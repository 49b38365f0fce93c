package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.RequestBounds;
import dev.deepreasoning.canonical.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Turns the bytes of a request into a canonical one.
///
/// What Claude's body says of the model, its bounds and its sampling is understood, so that the catalogue's rules hold
/// for it; everything else in either body goes to its upstream as it stands.
final class WinFuncRequestDecoder {
    private static final Set<String> ANSWERER_KNOWN = Set.of(
            "stream", "messages", "system", "model", "max_tokens", "temperature", "top_p", "top_k", "stop_sequences");
    private static final Set<String> REASONER_KNOWN = Set.of("stream", "messages", "max_tokens");
    private static final String MODEL = "deepreasoning";
    private static final int DEFAULT_REASONING = 8_192;

    private WinFuncRequestDecoder() {}

    /// Decodes a request.
    ///
    /// @throws GatewayException 400; nothing else, whatever the bytes
    static WinFuncRequest decode(byte[] bytes) {
        Fields body = new Fields(RequestJson.parse(bytes), "");
        List<Message> messages = messages(body);
        UpstreamConfig reasoner = UpstreamConfig.of(body, "deepseek_config");
        UpstreamConfig answerer = UpstreamConfig.of(body, "anthropic_config");
        Fields claude = answerer.body();
        Fields r1 = reasoner.body();
        Integer cap = r1 == null ? null : r1.integer("max_tokens", RequestBounds.REASONING_TOKENS);
        CanonicalRequest canonical = new CanonicalRequest(
                MODEL,
                claude == null ? null : claude.string("model"),
                messages,
                messages.getLast().role() == Role.ASSISTANT,
                List.of(),
                null,
                null,
                claude == null ? Sampling.UNSET : sampling(claude),
                claude == null ? null : claude.integer("max_tokens", 1, Integer.MAX_VALUE),
                claude == null ? List.of() : stops(claude),
                new ReasoningOptions(null, true, null, cap == null ? DEFAULT_REASONING : cap, null),
                null,
                false,
                false,
                null,
                body.isTrue("stream"),
                reasoner.overrides(REASONER_KNOWN),
                answerer.overrides(ANSWERER_KNOWN),
                null);
        return new WinFuncRequest(canonical, body.isTrue("verbose"));
    }

    private static Sampling sampling(Fields claude) {
        return new Sampling(
                claude.number("temperature", RequestBounds.TEMPERATURE),
                claude.number("top_p", RequestBounds.TOP_P),
                claude.integer("top_k", RequestBounds.TOP_K));
    }

    private static List<String> stops(Fields claude) {
        return claude.strings("stop_sequences").stream()
                .filter(stop -> !stop.isEmpty())
                .toList();
    }

    private static List<Message> messages(Fields body) {
        if (body.get("messages") == null) {
            throw body.missing("messages");
        }
        List<Message> messages = new ArrayList<>();
        String system = body.string("system");
        if (system != null && !system.isBlank()) {
            messages.add(Message.of(Role.SYSTEM, system));
        }
        boolean userSpoke = false;
        List<RequestJson> list = body.list("messages");
        for (int i = 0; i < list.size(); i++) {
            Fields message = Fields.item(list.get(i), "messages[" + i + "]");
            Role role = role(message);
            if (role == Role.SYSTEM && system != null && !system.isBlank()) {
                throw GatewayException.of(
                                ErrorKind.INVALID_REQUEST,
                                WinFuncDialect.INVALID_SYSTEM_PROMPT,
                                "A system prompt stands at the root or inside `messages`, not in both.")
                        .withParam("system");
            }
            String text = text(message);
            userSpoke |= role == Role.USER;
            if (!text.isEmpty()) {
                messages.add(Message.of(role, role == Role.ASSISTANT ? text.stripTrailing() : text));
            }
        }
        messages.removeIf(message -> message.role() == Role.ASSISTANT && isBlank(message));
        if (!userSpoke || messages.stream().noneMatch(message -> message.role() == Role.USER)) {
            throw GatewayException.invalid("messages", "`messages` must hold a message of the user.");
        }
        return messages;
    }

    private static boolean isBlank(Message message) {
        return message.content().stream()
                .allMatch(part ->
                        part instanceof ContentPart.Text text && text.text().isBlank());
    }

    private static Role role(Fields message) {
        return switch (message.requiredString("role")) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default ->
                throw GatewayException.invalid(
                        message.param("role"),
                        "`" + message.param("role") + "` must be one of `user`, `assistant`, `system`.");
        };
    }

    /// A string, or a list of text blocks.
    private static String text(Fields message) {
        RequestJson content = message.get("content");
        if (content == null) {
            throw message.missing("content");
        }
        if (!content.isList()) {
            return message.requiredString("content");
        }
        StringBuilder text = new StringBuilder();
        List<RequestJson> blocks = content.items();
        for (int i = 0; i < blocks.size(); i++) {
            Fields block = Fields.item(blocks.get(i), message.param("content") + "[" + i + "]");
            if (!block.requiredString("type").equals("text")) {
                throw GatewayException.invalid(block.param("type"), "Only text is read here.");
            }
            text.append(block.requiredString("text"));
        }
        return text.toString();
    }
}
