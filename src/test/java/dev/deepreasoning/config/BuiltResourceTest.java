package dev.deepreasoning.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class BuiltResourceTest {
    @Test
    void whatIsInTheBuildIsRead() {
        assertTrue(BuiltResource.bytes(KnownProperties.RESOURCE).length > 0);
    }

    @Test
    void whatIsNotIsNamed() {
        assertEquals(
                "META-INF/nothing is missing from this build",
                assertThrows(IllegalStateException.class, () -> BuiltResource.bytes("META-INF/nothing"))
                        .getMessage());
    }

    @Test
    void whatCannotBeReadIsNotTakenForEmpty() {
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        thread.setContextClassLoader(new ClassLoader(usual) {
            @Override
            public InputStream getResourceAsStream(String name) {
                InputStream closed = InputStream.nullInputStream();
                try {
                    closed.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return closed;
            }
        });
        try {
            assertThrows(UncheckedIOException.class, () -> BuiltResource.bytes(KnownProperties.RESOURCE));
        } finally {
            thread.setContextClassLoader(usual);
        }
    }
}
