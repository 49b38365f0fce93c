package dev.deepreasoning;

import dev.deepreasoning.ledger.ApiKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Random;

/// One request of a crowd: what it asks, how, and what happens to it. Its key is used by no other, so that the ledger tells
/// what became of it even where nobody else lived to tell.
///
/// @param name by which the upstreams count it
record CrowdRequest(
        String name, Dialect dialect, boolean stream, Fate fate, ApiKey.Created key, int patience, boolean bounded) {
    /// By which route.
    enum Dialect {
        CHAT("/v1/chat/completions"),
        MESSAGES("/v1/messages"),
        RESPONSES("/v1/responses");

        private final String path;

        Dialect(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }
    }

    /// What happens to a request, by the marker that makes it happen, and how often among a hundred.
    enum Fate {
        ANSWERED("", 38),
        SLOW(",interval-ms=80,tokens-per-event=2", 14),
        REPEATED("", 12),
        LEAVES(",interval-ms=10,tokens-per-event=2", 16),
        R1_DOWN(",r1.status=503", 4),
        R1_CUT(",r1.cut-after=5", 4),
        CLAUDE_DOWN(",claude.status=529", 4),
        CLAUDE_CUT(",claude.cut-after=5", 4),
        CLAUDE_FAILS(",claude.error-after=5", 4);

        private final String marker;
        private final int share;

        Fate(String marker, int share) {
            this.marker = marker;
            this.share = share;
        }

        private static Fate of(int percent) {
            int left = percent;
            for (Fate fate : values()) {
                left -= fate.share;
                if (left < 0) {
                    return fate;
                }
            }
            throw new IllegalArgumentException("shares are less than a hundred");
        }
    }

    static CrowdRequest of(int number, ApiKey.Created key, Random random) {
        Dialect[] dialects = Dialect.values();
        return new CrowdRequest(
                "crowd-" + number,
                dialects[number % dialects.length],
                random.nextInt(10) < 6,
                Fate.of(random.nextInt(100)),
                key,
                random.nextInt(12),
                random.nextInt(10) < 8);
    }

    /// The body, the same each time it is sent.
    String body() {
        String text = "Question of " + name + ". [[sim:r1.tokens=1,count=" + name + fate.marker + "]]";
        JsonArray messages =
                new JsonArray().add(new JsonObject().put("role", "user").put("content", text));
        JsonObject body = new JsonObject().put("model", "deepreasoning").put("stream", stream);
        switch (dialect) {
            case CHAT -> body.put("messages", messages).put("max_tokens", 300);
            case MESSAGES ->
                body.put("messages", messages)
                        .put("max_tokens", 300)
                        .put("thinking", new JsonObject().put("type", "enabled").put("budget_tokens", 1_100));
            case RESPONSES -> body.put("input", text).put("max_output_tokens", 300);
        }
        // The others let the balance bound them.
        if (bounded && dialect != Dialect.MESSAGES) {
            body.put("reasoning_max_tokens", 1_100);
        }
        return body.encode();
    }
}
