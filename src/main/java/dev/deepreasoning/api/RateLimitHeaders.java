package dev.deepreasoning.api;

import dev.deepreasoning.ledger.Reservations.RateLimits;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// An account's limits, in the headers that the dialect's SDKs read.
final class RateLimitHeaders {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private RateLimitHeaders() {}

    static void put(RoutingContext routing, RateLimits limits) {
        HttpServerResponse response = routing.response();
        if (response.headWritten()) {
            return;
        }
        boolean anthropic = RequestBorder.path(routing).startsWith("/v1/messages");
        put(response, anthropic, "requests", limits.requests(), limits.requestsLeft());
        put(response, anthropic, "tokens", limits.tokens(), limits.tokensLeft());
    }

    private static void put(HttpServerResponse response, boolean anthropic, String what, long limit, long left) {
        Duration full = limit == 0
                ? Duration.ZERO
                : MINUTE.multipliedBy(Math.max(0, limit - left)).dividedBy(limit);
        if (anthropic) {
            String prefix = "anthropic-ratelimit-" + what + "-";
            response.putHeader(prefix + "limit", Long.toString(limit));
            response.putHeader(prefix + "remaining", Long.toString(left));
            response.putHeader(
                    prefix + "reset",
                    Instant.now().plus(full).truncatedTo(ChronoUnit.SECONDS).toString());
        } else {
            response.putHeader("x-ratelimit-limit-" + what, Long.toString(limit));
            response.putHeader("x-ratelimit-remaining-" + what, Long.toString(left));
            response.putHeader("x-ratelimit-reset-" + what, told(full));
        }
    }

    /// As OpenAI writes it, which is Go's form: `1m0s`, `12.5s`, `20ms`.
    static String told(Duration wait) {
        if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
            return wait.toMillis() + "ms";
        }
        BigDecimal seconds =
                BigDecimal.valueOf(wait.minusMinutes(wait.toMinutes()).toMillis(), 3);
        String rest =
                seconds.signum() == 0 ? "0s" : seconds.stripTrailingZeros().toPlainString() + "s";
        return wait.toMinutes() == 0 ? rest : wait.toMinutes() + "m" + rest;
    }
}
