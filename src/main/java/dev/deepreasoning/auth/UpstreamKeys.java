package dev.deepreasoning.auth;

import dev.deepreasoning.canonical.CanonicalRequest;
import org.jspecify.annotations.Nullable;

/// Keys that a caller brings for the upstreams: used for one call and kept nowhere.
///
/// @param reasoner for the reasoner host that the operator set aside for such keys
/// @param answerer for Anthropic
/// @param search for Linkup
public record UpstreamKeys(
        @Nullable String reasoner,
        @Nullable String answerer,
        @Nullable String search) {
    /// None brought.
    public static final UpstreamKeys NONE = new UpstreamKeys(null, null, null);

    /// Whether a call can be made without any key of the operator's.
    public boolean complete() {
        return reasoner != null && answerer != null;
    }

    /// The request with these keys in place of the operator's.
    public CanonicalRequest in(CanonicalRequest request) {
        return request.withCredentials(reasoner, answerer, search);
    }

    /// Hides the keys.
    @Override
    public String toString() {
        return "UpstreamKeys";
    }
}
