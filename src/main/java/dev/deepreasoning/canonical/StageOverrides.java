package dev.deepreasoning.canonical;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a caller brings for one upstream: used for this one call and kept nowhere.
///
/// @param credential the caller's own key; absent means the operator's
/// @param headers extra request headers, already checked
/// @param body extra members of the request body, merged last
public record StageOverrides(@Nullable String credential, Map<String, String> headers, Map<String, JsonText> body) {
    /// Nothing brought.
    public static final StageOverrides NONE = new StageOverrides(null, Map.of(), Map.of());

    public StageOverrides {
        headers = Map.copyOf(headers);
        body = Map.copyOf(body);
    }

    /// The same with a key, unless there is none.
    public StageOverrides withCredential(@Nullable String key) {
        return key == null ? this : new StageOverrides(key, headers, body);
    }

    /// Hides the credential and the bodies.
    @Override
    public String toString() {
        return "StageOverrides[credential=" + (credential == null ? "none" : "***") + ", headers=" + headers.size()
                + ", body=" + body.size() + "]";
    }
}
