package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.TokenEstimator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a killed gateway took with it: for each of its runs, how long before its end the oldest word was said that the
/// ledger does not know.
final class CrowdLosses {
    /// Progress is recorded every two seconds.
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    /// For a busy machine: from R1 and Claude to the gateway, and from its record to the database.
    private static final Duration BUSY = Duration.ofMillis(1_500);

    private final List<Long> lost = new ArrayList<>();
    private long killed = Long.MAX_VALUE;

    /// The gateway is about to be killed.
    void kill() {
        killed = System.currentTimeMillis();
    }

    /// A run that it took with it.
    ///
    /// @param recorded tokens of reasoning and answer, as the ledger has them
    /// @param reasoner its calls with the time of each part, as [dev.deepreasoning.simulator] counts them
    void lost(long recorded, @Nullable JsonObject reasoner, @Nullable JsonObject claude, String what) {
        long oldest = Math.min(unknown(recorded, reasoner), unknown(recorded - reasoned(reasoner), claude));
        long millis = Math.max(0, killed - oldest);
        assertTrue(
                millis <= INTERVAL.plus(BUSY).toMillis(), () -> "the last " + millis + " ms are not recorded: " + what);
        lost.add(millis);
    }

    private static long reasoned(@Nullable JsonObject reasoner) {
        return reasoner == null ? 0 : CrowdReview.reportedOrSaid(reasoner);
    }

    /// When the first part was said that so many tokens do not cover. R1's own answer is nobody's business.
    private static long unknown(long tokens, @Nullable JsonObject call) {
        StringBuilder said = new StringBuilder();
        for (Object each : call == null ? new JsonArray() : call.getJsonArray("parts")) {
            JsonObject part = (JsonObject) each;
            said.append(part.getInteger("text") == 0 ? part.getString("words") : "");
            if (Math.min(TokenEstimator.estimate(said.toString()), CrowdReview.output(call)) > tokens) {
                return call.getLong("begun") + part.getLong("after");
            }
        }
        return Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        List<Long> sorted = lost.stream().sorted().toList();
        return sorted.isEmpty()
                ? "no run lost"
                : String.format(
                        Locale.ROOT,
                        "%d runs lost, of the median its last %d ms, of the worst its last %d ms",
                        sorted.size(),
                        sorted.get(sorted.size() / 2),
                        sorted.getLast());
    }
}
