package dev.deepreasoning.upstream.anthropic;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the bytes: a legal stream of events, or a [dev.deepreasoning.canonical.GatewayException].
class ClaudeStreamDecoderFuzzTest {
    private static final int ROUNDS = 40;
    private static final int SMALL = 6_000;
    private static final String MARKS = "{}[]\",:\\\n0-eE u\u00e9";

    @FuzzTest
    void neverFailsOtherwise(byte[] stream) {
        assertNotNull(Decoded.whole(stream).events());
    }

    /// Real streams with a few bytes changed, dropped or doubled; seeded, so that a finding comes again.
    @Test
    void survivesDamagedRecordings() {
        List<Path> files = Recordings.claude(".sse");
        Random random = new Random(20_261_122);
        for (Path file : files) {
            byte[] whole = Recordings.bytes(file);
            if (whole.length > SMALL) {
                continue;
            }
            for (int round = 0; round < ROUNDS; round++) {
                assertNotNull(Decoded.whole(damaged(whole, random)).events(), file.toString());
            }
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
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
}
