package dev.deepreasoning.telemetry;

import dev.deepreasoning.canonical.BreakerObserver;
import dev.deepreasoning.canonical.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The latest calls to each upstream and the state of its breaker, for operators who ask. Of this process alone.
@ApplicationScoped
public class RecentAttempts {
    private static final int MOST = 100;
    private static final int MOST_UPSTREAMS = 200;
    private static final String OPENED = "opened";

    private final Clock clock;
    private final Map<String, Upstream> upstreams = new ConcurrentHashMap<>();

    /// Since now.
    public RecentAttempts(Clock clock) {
        this.clock = clock;
    }

    /// What is known of an upstream.
    ///
    /// @param host by its configured name
    public Seen of(Stage stage, String host) {
        Upstream known = upstreams.get(name(stage, host));
        return known == null ? new Seen("unused", Map.of(), null, null) : known.seen();
    }

    void attempt(Stage stage, String host, String outcome, Duration took) {
        Upstream upstream = upstream(stage, host);
        if (upstream != null) {
            upstream.add(new Attempt(outcome, took, clock.instant()));
        }
    }

    void breaker(Stage stage, String host, BreakerObserver.State state) {
        Upstream upstream = upstream(stage, host);
        if (upstream != null) {
            upstream.breaker(state.name().toLowerCase(Locale.ROOT));
        }
    }

    private @Nullable Upstream upstream(Stage stage, String host) {
        String name = name(stage, host);
        return upstreams.size() < MOST_UPSTREAMS
                ? upstreams.computeIfAbsent(name, _ -> new Upstream())
                : upstreams.get(name);
    }

    private static String name(Stage stage, String host) {
        return stage.wireName() + " " + host;
    }

    private record Attempt(String outcome, Duration took, Instant at) {}

    /// One upstream. Seen from several event loops.
    private static final class Upstream {
        private final Deque<Attempt> latest = new ArrayDeque<>();
        private String breaker = "closed";

        synchronized void add(Attempt attempt) {
            if (latest.size() == MOST) {
                latest.removeFirst();
            }
            latest.addLast(attempt);
        }

        synchronized void breaker(String state) {
            breaker = state;
        }

        synchronized Seen seen() {
            Map<String, Integer> outcomes = new TreeMap<>();
            latest.forEach(each -> outcomes.merge(each.outcome, 1, Integer::sum));
            long[] times = latest.stream()
                    .filter(each -> each.outcome.equals(OPENED))
                    .mapToLong(each -> each.took.toMillis())
                    .sorted()
                    .toArray();
            return new Seen(
                    breaker,
                    outcomes,
                    times.length == 0 ? null : times[times.length / 2],
                    latest.isEmpty() ? null : latest.getLast().at);
        }
    }

    /// What is known of one upstream.
    ///
    /// @param breaker `closed`, `half_open`, `open` or `unused`
    /// @param outcomes how often each was seen among the latest calls
    /// @param last when the latest call ended, or began to answer
    public record Seen(
            String breaker,
            Map<String, Integer> outcomes,
            @Nullable Long medianFirstTokenMillis,
            @Nullable Instant last) {
        public Seen {
            outcomes = Map.copyOf(outcomes);
        }
    }
}
