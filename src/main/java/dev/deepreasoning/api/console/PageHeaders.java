package dev.deepreasoning.api.console;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a browser is told about the page beside its content: nothing runs that is not the gateway's own file, nothing is
/// fetched elsewhere, nobody frames it, and no text becomes markup except through Lit's own templates.
final class PageHeaders {
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            // Pictures that the user attaches are shown from memory; an answer's are never fetched.
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html");

    private PageHeaders() {}

    /// Headers of the page and of its files alike.
    static Map<String, String> all() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-security-policy", POLICY);
        headers.put("x-content-type-options", "nosniff");
        headers.put("x-frame-options", "DENY");
        headers.put("referrer-policy", "no-referrer");
        headers.put("cross-origin-opener-policy", "same-origin");
        headers.put("cross-origin-resource-policy", "same-origin");
        headers.put("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        return headers;
    }
}
