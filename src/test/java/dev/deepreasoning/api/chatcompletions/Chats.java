package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;

/// Requests for tests, and what becomes of them.
final class Chats {
    private Chats() {}

    /// The smallest legal request, with more members; `'` stands for `"`.
    static String with(String members) {
        return quoted("{'model':'deepreasoning','messages':[{'role':'user','content':'Hi'}]" + comma(members) + "}");
    }

    /// A request with these messages.
    static String messages(String messages) {
        return quoted("{'model':'deepreasoning','messages':[" + messages + "]}");
    }

    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    private static String comma(String members) {
        return members.isEmpty() ? "" : "," + members;
    }

    static ChatRequest decode(String body) {
        return decode(body.getBytes(StandardCharsets.UTF_8));
    }

    static ChatRequest decode(byte[] body) {
        return ChatRequestDecoder.decode(body, MultiMap.caseInsensitiveMultiMap());
    }

    /// With one header `x-deepreasoning-param-<name>`.
    static ChatRequest decode(String body, String name, String value) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("content-type", "application/json")
                .add("X-DeepReasoning-Param-" + name, value);
        return ChatRequestDecoder.decode(body.getBytes(StandardCharsets.UTF_8), headers);
    }

    static CanonicalRequest canonical(String body) {
        return decode(body).canonical();
    }

    /// The refusal of a body: `code @ param`.
    static String refusal(String body) {
        return told(assertThrows(GatewayException.class, () -> decode(body), body));
    }

    static String told(GatewayException refused) {
        assertEquals(ErrorKind.INVALID_REQUEST, refused.kind(), refused.publicMessage());
        return refused.code() + " @ " + refused.param();
    }
}
