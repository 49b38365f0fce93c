package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// What calls said and reported whose request has a marker `count=NAME`: this side's own account of what a gateway has to
/// charge. The oldest names are forgotten.
final class CallCounts {
    private static final int MOST = 50_000;

    private final int most;
    private final SequencedMap<String, List<CountedCall>> calls = new LinkedHashMap<>();

    CallCounts() {
        this(MOST);
    }

    /// @param most names at the same time
    CallCounts(int most) {
        this.most = most;
    }

    /// Counts a call from here on.
    synchronized void add(String name, CountedCall call) {
        calls.computeIfAbsent(name, _ -> new CopyOnWriteArrayList<>()).add(call);
        if (calls.size() > most) {
            calls.pollFirstEntry();
        }
    }

    /// Every name with its calls in their order, as JSON.
    synchronized String state() {
        JsonObject all = new JsonObject();
        calls.forEach((name, each) -> {
            JsonArray states = new JsonArray();
            each.forEach(call -> states.add(call.state()));
            all.put(name, states);
        });
        return all.encode();
    }

    /// The calls of one name, with the time of each of their parts, as JSON.
    synchronized String timelines(String name) {
        JsonArray timelines = new JsonArray();
        calls.getOrDefault(name, List.of()).forEach(call -> timelines.add(call.timeline()));
        return new JsonObject().put(name, timelines).encode();
    }

    /// The call's own count where its request asked for one.
    static @Nullable Named of(Directives directives, CountedCall call) {
        String name = directives.text("count", "");
        return name.isEmpty() ? null : new Named(name, call);
    }

    /// A call with the name under which it is counted.
    record Named(String name, CountedCall call) {}
}
