package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// One request as it came in.
///
/// @param headers by lower-case name
record Incoming(Map<String, String> headers, String body) {
    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /// The body as an object.
    ///
    /// @throws io.vertx.core.json.DecodeException where it is none
    JsonObject json() {
        return new JsonObject(body);
    }

    /// A name for this request that is the same each time it is sent.
    String fingerprint() {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return "sim%08x%06x".formatted(crc.getValue(), body.length() & 0xffffff);
    }
}
