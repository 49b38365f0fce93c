package dev.deepreasoning.auth;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.catalog.ByokConfig;
import dev.deepreasoning.catalog.Upstreams;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Callers who bring keys of their own: whether they may, and how often one who is not known here otherwise.
@ApplicationScoped
public class OwnKeys {
    /// Header of the caller's key for the reasoner.
    public static final String REASONER = "X-DeepSeek-API-Token";

    /// Header of the caller's key for Anthropic.
    public static final String ANSWERER = "X-Anthropic-API-Token";

    /// Header of the caller's key for Linkup.
    public static final String SEARCH = "X-Linkup-API-Token";

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 20_000;

    private final boolean enabled;
    private final int perMinute;

    /// The addresses heard of last, the oldest forgotten first.
    private final Map<String, Bucket> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /// For the settings of this deployment; unset, such keys are for the simulated upstreams only.
    @Inject
    public OwnKeys(ByokConfig config, Upstreams upstreams) {
        this(config.enabled().orElse(upstreams.simulated()), config.requestsPerMinute());
    }

    OwnKeys(boolean enabled, int perMinute) {
        this.enabled = enabled;
        this.perMinute = perMinute;
    }

    /// Whether callers may bring keys.
    public boolean enabled() {
        return enabled;
    }

    /// Counts a request from an address.
    ///
    /// @throws GatewayException 429 where there were too many
    void admit(String address) {
        Bucket bucket;
        synchronized (addresses) {
            bucket = addresses.computeIfAbsent(address, _ -> bucket());
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw GatewayException.of(
                            ErrorKind.RATE_LIMITED,
                            "rate_limit_exceeded",
                            "Too many requests without a gateway key from this address: " + perMinute + " a minute.")
                    .withRetryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .build();
    }
}
