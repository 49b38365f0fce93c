package dev.deepreasoning.api;

import dev.deepreasoning.auth.AccountKey;
import dev.deepreasoning.auth.AccountKeys;
import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.OwnKeys;
import dev.deepreasoning.auth.UpstreamKeys;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads from a request's headers who makes it, the same on every route.
@ApplicationScoped
public class Callers {
    /// Whose callers are operators, and known at its own door.
    private static final String ADMIN = "/v1/admin/";

    private static final String FOUND = "deepreasoning.account-key";

    private final Authenticator authenticator;
    private final AccountKeys keys;
    private final Failures failures;
    private final RequestBodies bodies;
    private final PageSessions sessions;

    /// For the keys of this deployment.
    public Callers(
            Authenticator authenticator,
            AccountKeys keys,
            Failures failures,
            RequestBodies bodies,
            PageSessions sessions) {
        this.authenticator = authenticator;
        this.keys = keys;
        this.failures = failures;
        this.bodies = bodies;
        this.sessions = sessions;
    }

    /// Looks a request's key up where keys are looked up, and goes on with the request; fails it where they cannot be.
    void know(RoutingContext routing, Runnable next) {
        HttpServerRequest http = routing.request();
        String path = RequestBorder.path(routing);
        String key = authenticator.looksUp() && path.startsWith("/v1/") && !path.startsWith(ADMIN)
                ? Authenticator.sent(
                        http.getHeader("authorization"), http.getHeader("x-api-key"), http.getHeader("api-key"))
                : null;
        if (key == null) {
            sessions.know(routing, next);
            return;
        }
        Context context = routing.vertx().getOrCreateContext();
        http.pause();
        keys.find(key, RequestBorder.patience(routing))
                .subscribe()
                .with(
                        found -> onLoop(context, () -> {
                            routing.put(FOUND, found);
                            http.resume();
                            next.run();
                        }),
                        failure -> context.runOnContext(_ -> {
                            http.resume();
                            bodies.discard(http);
                            failures.tell(Failures.told(failure, RequestBorder.requestId(routing)), routing);
                        }));
    }

    /// A key that is remembered is found at once: nobody queues behind what the event loop has to do beside.
    private static void onLoop(Context context, Runnable then) {
        if (context.equals(Vertx.currentContext())) {
            then.run();
        } else {
            context.runOnContext(_ -> then.run());
        }
    }

    /// Who calls.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 401 where nobody known does
    public Caller of(RoutingContext routing) {
        Caller signedIn = sessions.caller(routing);
        if (signedIn != null) {
            return signedIn;
        }
        HttpServerRequest http = routing.request();
        return authenticator.authenticate(
                http.getHeader("authorization"),
                http.getHeader("x-api-key"),
                http.getHeader("api-key"),
                new UpstreamKeys(
                        token(http, OwnKeys.REASONER), token(http, OwnKeys.ANSWERER), token(http, OwnKeys.SEARCH)),
                address(http),
                found(routing));
    }

    /// The account of whoever calls.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 401 where nobody known does, 404 `no_accounts`
    public String account(RoutingContext routing) {
        AccountKey key = of(routing).account();
        if (key == null) {
            throw GatewayException.of(
                    ErrorKind.NOT_FOUND,
                    "no_accounts",
                    "This gateway has no accounts: its operator runs it with `deepreasoning.auth.mode=accounts` for them.");
        }
        return key.account();
    }

    /// Where a request comes from; empty where that is not known.
    public static String address(HttpServerRequest http) {
        return Optional.ofNullable(http.remoteAddress())
                .map(SocketAddress::hostAddress)
                .orElse("");
    }

    private static Optional<AccountKey> found(RoutingContext routing) {
        Optional<AccountKey> found = routing.get(FOUND);
        return found == null ? Optional.empty() : found;
    }

    private static @Nullable String token(HttpServerRequest http, String name) {
        String value = http.getHeader(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
