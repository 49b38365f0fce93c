package dev.deepreasoning.api;

import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.OwnKeys;
import dev.deepreasoning.auth.UpstreamKeys;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads from a request's headers who makes it, the same on every route.
@ApplicationScoped
public class Callers {
    private final Authenticator authenticator;

    /// For the keys of this deployment.
    public Callers(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /// Who calls.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 401 where nobody known does
    public Caller of(RoutingContext routing) {
        HttpServerRequest http = routing.request();
        return authenticator.authenticate(
                http.getHeader("authorization"),
                http.getHeader("x-api-key"),
                http.getHeader("api-key"),
                new UpstreamKeys(
                        token(http, OwnKeys.REASONER), token(http, OwnKeys.ANSWERER), token(http, OwnKeys.SEARCH)),
                Optional.ofNullable(http.remoteAddress())
                        .map(SocketAddress::hostAddress)
                        .orElse(""));
    }

    private static @Nullable String token(HttpServerRequest http, String name) {
        String value = http.getHeader(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
