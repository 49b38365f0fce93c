package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The tokens of a prompt up to its last cache breakpoint. The prefix is tools, then the system prompt, then messages.
///
/// @param tokens 0 where nothing is marked, or where it is less than the model caches
/// @param hour kept for an hour instead of five minutes
record CachedPrefix(long tokens, boolean hour) {
    static CachedPrefix of(JsonObject body, int least, long all) {
        Reading reading = new Reading();
        reading.parts(body.getValue("tools"));
        reading.parts(body.getValue("system"));
        if (body.getValue("messages") instanceof JsonArray messages) {
            for (int i = 0; i < messages.size(); i++) {
                reading.parts(messages.getJsonObject(i).getValue("content"));
            }
        }
        reading.mark(body.getValue("cache_control"));
        long tokens = Math.min(all, reading.marked);
        return tokens < least ? new CachedPrefix(0, false) : new CachedPrefix(tokens, reading.hour);
    }

    /// Where the reading of a prompt stands.
    private static final class Reading {
        private long read;
        private long marked;
        private boolean hour;

        void parts(@Nullable Object parts) {
            if (parts instanceof JsonArray array) {
                for (int i = 0; i < array.size(); i++) {
                    JsonObject part = array.getJsonObject(i);
                    read += Json.weigh(part);
                    mark(part.getValue("cache_control"));
                }
            } else if (parts != null) {
                read += Json.weigh(parts);
            }
        }

        void mark(@Nullable Object control) {
            if (control instanceof JsonObject breakpoint) {
                marked = read;
                hour = "1h".equals(breakpoint.getValue("ttl"));
            }
        }
    }
}
