package dev.deepreasoning.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Legal requests made illegal in ways that a decoder may not have thought of.
public final class DamagedRequests {
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

    private DamagedRequests() {}

    /// Whole requests with bytes changed, moved and dropped, and with values put for one another; seeded, so that a
    /// finding comes again.
    ///
    /// @param decode whether a body was legal; fails where it finds something
    public static void survive(List<byte[]> seeds, Predicate<byte[]> decode) {
        Random random = new Random(20_261_123);
        int legal = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            byte[] body = random.nextInt(3) == 0 ? damaged(seed, random) : exchanged(new String(seed, UTF_8), random);
            legal += decode.test(body) ? 1 : 0;
        }
        assertTrue(legal > ROUNDS / 50, "nearly all was refused at its first byte: " + legal);
        assertTrue(legal < ROUNDS, "nothing was refused");
    }

    /// The legal requests among the inputs of a fuzz test.
    public static List<byte[]> seeds(Class<?> test, String method) {
        try {
            URI inputs = Objects.requireNonNull(test.getResource(test.getSimpleName() + "Inputs/" + method))
                    .toURI();
            try (Stream<Path> files = Files.list(Path.of(inputs))) {
                List<byte[]> seeds = files.filter(file -> file.toString().endsWith(".json"))
                        .sorted()
                        .map(DamagedRequests::bytes)
                        .toList();
                assertFalse(seeds.isEmpty());
                return seeds;
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
