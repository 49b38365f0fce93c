package dev.deepreasoning.auth;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.catalog.ByokConfig;
import dev.deepreasoning.catalog.Upstreams;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/// Callers who bring keys of their own: whether they may, and how often one who is not known here otherwise.
@ApplicationScoped
public class OwnKeys {
    /// Header of the caller's key for the reasoner.
    public static final String REASONER = "X-DeepSeek-API-Token";

    /// Header of the caller's key for Anthropic.
    public static final String ANSWERER = "X-Anthropic-API-Token";

    /// Header of the caller's key for Linkup.
    public static final String SEARCH = "X-Linkup-API-Token";

    private final boolean enabled;
    private final int perMinute;
    private final AddressBuckets buckets;

    /// For the settings of this deployment; unset, such keys are for the simulated upstreams only.
    @Inject
    public OwnKeys(ByokConfig config, Upstreams upstreams) {
        this(config.enabled().orElse(upstreams.simulated()), config.requestsPerMinute());
    }

    OwnKeys(boolean enabled, int perMinute) {
        this.enabled = enabled;
        this.perMinute = perMinute;
        this.buckets = new AddressBuckets(perMinute);
    }

    /// Whether callers may bring keys.
    public boolean enabled() {
        return enabled;
    }

    /// Counts a request from an address.
    ///
    /// @throws GatewayException 429 where there were too many
    void admit(String address) {
        var _ = buckets.take(
                address, "Too many requests without a gateway key from this address: " + perMinute + " a minute.");
    }
}
