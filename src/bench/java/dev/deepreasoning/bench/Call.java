package dev.deepreasoning.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// One streamed request, and how its interesting moments are told on the wire.
///
/// @param first stands in the first event that carries a token
/// @param second stands in the first event of the second stage; of no meaning where there is one stage only
record Call(int port, String path, Supplier<Map<String, String>> headers, String body, byte[] first, byte[] second) {
    static Call gateway(int port) {
        return gateway(port, List.of(Server.KEY));
    }

    /// @param keys used in turn
    static Call gateway(int port, List<String> keys) {
        AtomicInteger turn = new AtomicInteger();
        return new Call(
                port,
                "/v1/chat/completions",
                () -> Map.of("authorization", "Bearer " + keys.get(turn.getAndIncrement() % keys.size())),
                "{\"model\":\"deepreasoning\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Go on.\"}]}",
                bytes("\"reasoning_content\""),
                bytes("\"delta\":{\"content\":\""));
    }

    static Call reasoner(int port) {
        return new Call(
                port,
                "/reasoner/chat/completions",
                () -> Map.of("authorization", "Bearer any"),
                "{\"model\":\"deepseek-r1\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Go on.\"}]}",
                bytes("\"reasoning_content\":\""),
                new byte[0]);
    }

    static Call claude(int port) {
        return new Call(
                port,
                "/anthropic/v1/messages",
                () -> Map.of("x-api-key", "any", "anthropic-version", "2023-06-01"),
                "{\"model\":\"claude-sonnet-4-5-20250929\",\"max_tokens\":8192,\"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Go on.\"}]}",
                bytes("\"text_delta\""),
                new byte[0]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
