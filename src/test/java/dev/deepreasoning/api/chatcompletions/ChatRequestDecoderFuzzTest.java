package dev.deepreasoning.api.chatcompletions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message.Role;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whatever the bytes: a request that keeps its promises, or a [GatewayException] of the kind that is the caller's fault.
class ChatRequestDecoderFuzzTest {
    private static final int ROUNDS = 4_000;
    private static final String MARKS = "{}[]\",:\\\n0-eE .u\u00e9\u0000";
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e999",
            "1.5",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{\"type\":1}",
            "\"\\ud800\"",
            "{\"type\":\"text\"}",
            "\"data:image/png;base64,AAAA\"",
            "\"data:,\"",
            "\"assistant\"");

    @FuzzTest
    void neverFailsOtherwise(byte[] body) {
        decode(body);
    }

    /// Whole requests with bytes changed, moved and dropped, and with values put for one another; seeded, so that a
    /// finding comes again.
    @Test
    void survivesDamagedRequests() {
        Random random = new Random(20_261_123);
        List<byte[]> seeds = seeds();
        int legal = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            byte[] body = random.nextInt(3) == 0 ? damaged(seed, random) : exchanged(new String(seed, UTF_8), random);
            legal += decode(body) ? 1 : 0;
        }
        assertTrue(legal > ROUNDS / 50, "nearly all was refused at its first byte: " + legal);
        assertTrue(legal < ROUNDS, "nothing was refused");
    }

    @Test
    void seedsAreLegalRequests() {
        List<byte[]> seeds = seeds();
        assertFalse(seeds.isEmpty());
        seeds.forEach(seed -> assertNotNull(Chats.decode(seed)));
    }

    private static boolean decode(byte[] body) {
        try {
            check(ChatRequestDecoder.decode(body, MultiMap.caseInsensitiveMultiMap())
                    .canonical());
            return true;
        } catch (GatewayException refused) {
            assertEquals(ErrorKind.INVALID_REQUEST, refused.kind());
            assertFalse(refused.publicMessage().isBlank());
            return false;
        }
    }

    /// What the rest of the house relies on.
    private static void check(CanonicalRequest request) {
        assertFalse(request.model().isEmpty());
        assertFalse(request.messages().isEmpty());
        assertFalse(request.prefill());
        Role last = Role.SYSTEM;
        for (var message : request.messages()) {
            last = message.role() == Role.SYSTEM ? last : message.role();
        }
        assertTrue(last != Role.ASSISTANT);
        request.tools().forEach(tool -> assertTrue(tool.inputSchema().text().startsWith("{")));
    }

    private static List<byte[]> seeds() {
        try {
            URI inputs = ChatRequestDecoderFuzzTest.class
                    .getResource("ChatRequestDecoderFuzzTestInputs/neverFailsOtherwise")
                    .toURI();
            try (Stream<Path> files = Files.list(Path.of(inputs))) {
                return files.filter(file -> file.toString().endsWith(".json"))
                        .sorted()
                        .map(ChatRequestDecoderFuzzTest::bytes)
                        .toList();
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
                case 1 -> bytes[at] = (byte) random.nextInt();
                default -> {
                    int length = random.nextInt(Math.min(64, bytes.length - at));
                    System.arraycopy(whole, random.nextInt(whole.length - length), bytes, at, length);
                }
            }
        }
        return bytes;
    }

    /// The scalar, or the opening of an object or list, after one colon is another value: still JSON most of the time.
    private static byte[] exchanged(String json, Random random) {
        int colon = json.indexOf("\":", random.nextInt(json.length()));
        if (colon < 0) {
            return damaged(json.getBytes(UTF_8), random);
        }
        int start = colon + 2;
        int end = end(json, start);
        String value = VALUES.get(random.nextInt(VALUES.size()));
        return (json.substring(0, start) + value + json.substring(end)).getBytes(UTF_8);
    }

    private static int end(String json, int start) {
        int depth = 0;
        boolean quoted = false;
        for (int i = start; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']' || c == ',') {
                depth -= c == ',' ? 0 : 1;
                if (depth < 0 || c == ',' && depth == 0) {
                    return i;
                }
            }
        }
        return json.length();
    }
}
