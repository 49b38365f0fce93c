package dev.deepreasoning.api.responses;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.deepreasoning.api.DamagedRequests;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message.Role;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whatever the bytes: a request that keeps its promises, or a [GatewayException] of the kind that is the caller's fault.
class ResponsesRequestDecoderFuzzTest {
    @FuzzTest
    void neverFailsOtherwise(byte[] body) {
        decode(body);
    }

    @Test
    void survivesDamagedRequests() {
        DamagedRequests.survive(seeds(), ResponsesRequestDecoderFuzzTest::decode);
    }

    @Test
    void seedsAreLegalRequests() {
        seeds().forEach(seed -> assertTrue(decode(seed)));
    }

    private static List<byte[]> seeds() {
        return DamagedRequests.seeds(ResponsesRequestDecoderFuzzTest.class, "neverFailsOtherwise");
    }

    private static boolean decode(byte[] body) {
        try {
            check(ResponsesRequestDecoder.decode(body, MultiMap.caseInsensitiveMultiMap(), _ -> null)
                    .canonical());
            return true;
        } catch (GatewayException refused) {
            assertTrue(Set.of(ErrorKind.INVALID_REQUEST, ErrorKind.NOT_FOUND).contains(refused.kind()));
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
