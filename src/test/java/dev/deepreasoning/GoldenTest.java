package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {
    private static final byte[] BYTES = "data: {\"a\":\"é\"}\n\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void failsOnEveryByteThatChanges() throws IOException {
        Files.write(folder.resolve("a.sse"), BYTES);
        Golden golden = new Golden(folder, false);
        golden.check("a.sse", BYTES);
        for (int i = 0; i < BYTES.length; i++) {
            byte[] changed = BYTES.clone();
            changed[i] ^= 1;
            assertThrows(AssertionError.class, () -> golden.check("a.sse", changed), "byte " + i);
        }
        assertThrows(AssertionError.class, () -> golden.check("a.sse", Arrays.copyOf(BYTES, BYTES.length - 1)));
        assertThrows(AssertionError.class, () -> golden.check("a.sse", Arrays.copyOf(BYTES, BYTES.length + 1)));
    }

    @Test
    void aMissingOrForgottenFileFails() throws IOException {
        Golden golden = new Golden(folder, false);
        assertThrows(AssertionError.class, () -> golden.check("a.sse", BYTES));
        Files.write(folder.resolve("b.sse"), BYTES);
        golden.checkNames(Set.of("b.sse"));
        assertThrows(AssertionError.class, () -> golden.checkNames(Set.of()));
        assertTrue(Files.notExists(folder.resolve("a.sse")), "comparing writes nothing");
    }

    @Test
    void writesOnlyWhereThatIsSaid() throws IOException {
        Files.write(folder.resolve("a.sse"), new byte[] {1});
        new Golden(folder, true).check("a.sse", BYTES);
        assertArrayEquals(BYTES, Files.readAllBytes(folder.resolve("a.sse")));
    }
}
