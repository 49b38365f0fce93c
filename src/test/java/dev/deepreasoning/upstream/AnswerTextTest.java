package dev.deepreasoning.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    /// As the framework gives it: the type says text, the entity may be anything.
    @SuppressWarnings("unchecked")
    private static RestResponse<String> answer(@Nullable Object entity) {
        return (RestResponse<String>) (RestResponse<?>) RestResponse.ok(entity);
    }

    @Test
    void isTheBodyInWhicheverFormItComes() {
        assertEquals("é", AnswerText.of(answer("é"), 10));
        assertEquals("", AnswerText.of(answer(null), 10));
        assertEquals("é", AnswerText.of(answer(new ByteArrayInputStream("é".getBytes(StandardCharsets.UTF_8))), 10));
    }

    @Test
    void isCutWhereItIsTooLong() {
        assertEquals("abc", AnswerText.of(answer("abcdef"), 3));
        assertEquals(
                "abc", AnswerText.of(answer(new ByteArrayInputStream("abcdef".getBytes(StandardCharsets.UTF_8))), 3));
    }

    @Test
    void whatCannotBeReadIsAFailure() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                throw new IOException("broken");
            }
        };
        assertThrows(UncheckedIOException.class, () -> AnswerText.of(answer(broken), 3));
    }
}
