package dev.deepreasoning.api.console;

import dev.deepreasoning.api.Callers;
import dev.deepreasoning.api.Failures;
import dev.deepreasoning.api.PageSessions;
import dev.deepreasoning.auth.BrowserSessions;
import dev.deepreasoning.auth.OidcSignIn;
import dev.deepreasoning.auth.OidcSignIn.Arrival;
import dev.deepreasoning.auth.OidcSignIn.Departure;
import dev.deepreasoning.auth.SignInAttempts;
import dev.deepreasoning.canonical.GatewayException;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// `/v1/session/oidc`: a visit to the identity provider becomes a session. Browsers come here and not the page's scripts, so
/// that what goes wrong is told by the page: its fragment names the error's code. For the page alone: the API's description
/// leaves it out.
@Path(OidcSignIn.PATH)
@Blocking
public class ProviderSignInResource {
    private static final String PROBLEM = "#/sign-in/";
    private static final int SEE_OTHER = 303;
    private static final int NOT_FOUND = 404;

    private final OidcSignIn provider;
    private final SignInAttempts attempts;
    private final BrowserSessions sessions;

    /// The resource.
    public ProviderSignInResource(OidcSignIn provider, SignInAttempts attempts, BrowserSessions sessions) {
        this.provider = provider;
        this.attempts = attempts;
        this.sessions = sessions;
    }

    /// Sends a browser to the provider.
    @GET
    @Operation(hidden = true)
    public Response depart(@Context RoutingContext routing) {
        requireProvider();
        HttpServerRequest http = routing.request();
        if (PageSessions.fromElsewhere(http)) {
            // Nobody is signed in because another site wants it.
            return to(provider.page()).build();
        }
        try {
            Departure departure = provider.begin();
            // Here, because a session's cookie does not come along when the provider sends the browser back.
            sessions.close(PageSessions.secret(http));
            return to(departure.to())
                    .header("set-cookie", SessionCookies.attempt(departure.attempt(), secure()))
                    .build();
        } catch (GatewayException refused) {
            return problem(refused).build();
        }
    }

    /// Takes back a browser that the provider has sent.
    @GET
    @Path(OidcSignIn.CALLBACK)
    @Operation(hidden = true)
    public Response arrive(@Context RoutingContext routing) {
        requireProvider();
        HttpServerRequest http = routing.request();
        Response.ResponseBuilder response;
        try {
            Arrival arrival = new Arrival(
                    http.getParam("code"), http.getParam("state"), http.getParam("error"), http.getParam("iss"));
            BrowserSessions.Opened opened = sessions.open(
                    attempts.make(Callers.address(http), () -> provider.finish(arrival, SessionCookies.attempt(http))));
            response = to(provider.page()).header("set-cookie", SessionCookies.of(http, opened));
        } catch (GatewayException refused) {
            response = problem(refused);
        }
        return response.header("set-cookie", SessionCookies.noAttempt(secure())).build();
    }

    private void requireProvider() {
        if (provider.provider().isEmpty()) {
            throw Failures.ofStatus(NOT_FOUND);
        }
    }

    private boolean secure() {
        return "https".equalsIgnoreCase(provider.page().getScheme());
    }

    private Response.ResponseBuilder problem(GatewayException refused) {
        return to(provider.page().resolve(PROBLEM + Objects.requireNonNullElse(refused.code(), "failed")));
    }

    /// No script and no other site learns where a browser was.
    private static Response.ResponseBuilder to(URI address) {
        return Response.status(SEE_OTHER)
                .header("location", address.toString())
                .header("cache-control", "no-store")
                .header("referrer-policy", "no-referrer");
    }
}
