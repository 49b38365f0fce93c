package dev.deepreasoning.api;

import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.auth.BrowserSession;
import dev.deepreasoning.auth.BrowserSessions;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Offloading;
import io.vertx.core.Context;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Recognises the page's own calls by their cookie. A key in a header beats it.
@ApplicationScoped
public class PageSessions {
    /// The cookie that holds a session's secret.
    public static final String COOKIE = "deepreasoning_session";

    /// The header that the page sends with every call. A page of another origin cannot, unless it is allowed to.
    public static final String MARK = "x-deepreasoning-page";

    private static final String FOUND = "deepreasoning.page-session";
    private static final String API = "/v1/";
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final Authenticator authenticator;
    private final BrowserSessions sessions;
    private final Offloading offloading;
    private final Failures failures;
    private final RequestBodies bodies;

    /// For the sessions of this deployment.
    public PageSessions(
            Authenticator authenticator,
            BrowserSessions sessions,
            Offloading offloading,
            Failures failures,
            RequestBodies bodies) {
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.offloading = offloading;
        this.failures = failures;
        this.bodies = bodies;
    }

    /// Looks a request's cookie up, and goes on with the request; fails it where it cannot be, or where another site
    /// has the browser make it.
    void know(RoutingContext routing, Runnable next) {
        HttpServerRequest http = routing.request();
        String secret = secret(http);
        if (secret == null || !RequestBorder.path(routing).startsWith(API) || hasKey(http)) {
            next.run();
            return;
        }
        Context context = routing.vertx().getOrCreateContext();
        http.pause();
        offloading
                .call(RequestBorder.patience(routing), () -> sessions.find(secret))
                .invoke(found -> {
                    if (found.isPresent() && !HARMLESS.contains(http.method().name())) {
                        requireOwn(http);
                    }
                })
                .subscribe()
                .with(
                        found -> context.runOnContext(_ -> {
                            found.ifPresent(session -> routing.put(FOUND, session));
                            http.resume();
                            next.run();
                        }),
                        failure -> context.runOnContext(_ -> {
                            http.resume();
                            bodies.discard(http);
                            failures.tell(Failures.told(failure, RequestBorder.requestId(routing)), routing);
                        }));
    }

    /// Lets only calls pass that the page itself makes.
    ///
    /// @throws GatewayException 403 `cross_site_request`
    public static void requireOwn(HttpServerRequest http) {
        if (http.getHeader(MARK) == null || fromElsewhere(http)) {
            throw GatewayException.of(
                    ErrorKind.PERMISSION,
                    "cross_site_request",
                    "A session's requests come from the gateway's own page alone. Programs send a key.");
        }
    }

    /// Whether the browser says that another site has it make a request.
    public static boolean fromElsewhere(HttpServerRequest http) {
        String site = http.getHeader("sec-fetch-site");
        return site != null && !OWN.contains(site);
    }

    private static boolean hasKey(HttpServerRequest http) {
        return Authenticator.sent(
                        http.getHeader("authorization"), http.getHeader("x-api-key"), http.getHeader("api-key"))
                != null;
    }

    /// The secret in a request's cookie.
    public static @Nullable String secret(HttpServerRequest http) {
        Cookie cookie = http.getCookie(COOKIE);
        return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
    }

    /// The session that makes a request.
    public Optional<BrowserSession> of(RoutingContext routing) {
        return Optional.ofNullable(routing.get(FOUND));
    }

    /// The caller behind it; absent where there is none, or where it may not ask models.
    @Nullable
    Caller caller(RoutingContext routing) {
        return of(routing).flatMap(authenticator::of).orElse(null);
    }
}
