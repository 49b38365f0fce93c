package dev.deepreasoning.upstream.deepseek;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the bytes and the form: a legal stream of events, or a [dev.deepreasoning.canonical.GatewayException].
class ReasonerStreamDecoderFuzzTest {
    private static final int ROUNDS = 30;
    private static final int SMALL = 12_000;
    private static final String MARKS = "{}[]\",:\\\n0-eE <>/u\u00e9";

    private static void read(byte[] stream) {
        for (ReasoningFormat format : ReasoningFormat.values()) {
            AHost host = AHost.named("main").format(format);
            assertNotNull(Decoded.whole(host.build(), Wondered.why().answerToo().build(), stream)
                    .events());
            assertNotNull(Decoded.whole(
                            host.drain().build(), Wondered.why().maxTokens(50).build(), stream)
                    .events());
        }
    }

    @FuzzTest
    void neverFailsOtherwise(byte[] stream) {
        read(stream);
    }

    /// Real streams with a few bytes changed or doubled; seeded, so that a finding comes again.
    @Test
    void survivesDamagedRecordings() {
        Random random = new Random(20_261_122);
        for (Path file : Recordings.r1(".sse")) {
            byte[] whole = Recordings.bytes(file);
            if (whole.length > SMALL) {
                continue;
            }
            for (int round = 0; round < ROUNDS; round++) {
                read(damaged(whole, random));
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
