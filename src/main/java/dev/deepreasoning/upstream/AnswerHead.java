package dev.deepreasoning.upstream;

import io.vertx.core.http.HttpClientResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What an upstream's answer says before its body.
final class AnswerHead {
    private static final Set<String> SECRET = Set.of(
            "set-cookie",
            "set-cookie2",
            "authorization",
            "www-authenticate",
            "proxy-authenticate",
            "x-api-key",
            "api-key");

    private AnswerHead() {}

    /// The headers by lower-case name, without those that hold secrets; the first where one was sent twice.
    static Map<String, String> headers(HttpClientResponse answer) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : answer.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!SECRET.contains(name)) {
                headers.putIfAbsent(name, header.getValue());
            }
        }
        return headers;
    }
}
