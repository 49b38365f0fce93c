package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.deepreasoning.api.DamagedRequests;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message.Role;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever the bytes: a request that keeps its promises, or a [GatewayException] of the kind that is the caller's fault.
class ChatRequestDecoderFuzzTest {
    @FuzzTest
    void neverFailsOtherwise(byte[] body) {
        decode(body);
    }

    @Test
    void survivesDamagedRequests() {
        DamagedRequests.survive(seeds(), ChatRequestDecoderFuzzTest::decode);
    }

    @Test
    void seedsAreLegalRequests() {
        seeds().forEach(seed -> assertNotNull(Chats.decode(seed)));
    }

    private static List<byte[]> seeds() {
        return DamagedRequests.seeds(ChatRequestDecoderFuzzTest.class, "neverFailsOtherwise");
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
}
