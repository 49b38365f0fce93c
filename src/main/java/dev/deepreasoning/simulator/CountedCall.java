package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/// One call of a request that asked to be counted, as this side knows it: what was written so far, and what is reported
/// at its end. Written on the event loop of its connection, read from any.
final class CountedCall {
    private final String upstream;
    private final JsonObject reported;
    private final List<Words> texts;
    private final int tokensPerEvent;
    private final long begun = System.currentTimeMillis();
    private volatile int[] times = new int[64];
    private volatile int written;
    private volatile boolean whole;

    /// @param reported the vendor's usage
    /// @param texts what is said, one after the other, each beginning with an event of its own
    CountedCall(String upstream, JsonObject reported, List<Words> texts, int tokensPerEvent) {
        this.upstream = upstream;
        this.reported = reported;
        this.texts = List.copyOf(texts);
        this.tokensPerEvent = tokensPerEvent;
    }

    /// One more part was written.
    void wrote() {
        int now = written;
        int[] all = now < times.length ? times : Arrays.copyOf(times, 2 * now);
        all[now] = (int) (System.currentTimeMillis() - begun);
        times = all;
        written = now + 1;
    }

    /// The answer came to its end.
    void ended() {
        whole = true;
    }

    /// As JSON: `begun` in milliseconds of Unix time; `said` has what was written of each text.
    JsonObject state() {
        JsonArray said = new JsonArray();
        int left = written;
        for (Words text : texts) {
            int events = Math.min(left, text.events(tokensPerEvent));
            said.add(text.limitedTo(events * tokensPerEvent).text());
            left -= events;
        }
        return new JsonObject()
                .put("upstream", upstream)
                .put("begun", begun)
                .put("reported", reported)
                .put("said", said)
                .put("whole", whole);
    }

    /// The same, with each part that was written: `after` so many milliseconds, of which `text`, its `words`.
    JsonObject timeline() {
        JsonArray parts = new JsonArray();
        int left = written;
        for (int text = 0; text < texts.size(); text++) {
            Words words = texts.get(text);
            int events = Math.min(left, words.events(tokensPerEvent));
            for (int event = 0; event < events; event++) {
                parts.add(new JsonObject()
                        .put("after", times[parts.size()])
                        .put("text", text)
                        .put("words", words.event(event, tokensPerEvent)));
            }
            left -= events;
        }
        return state().put("parts", parts);
    }
}
