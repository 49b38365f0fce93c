package dev.deepreasoning.api.console;

import dev.deepreasoning.api.Callers;
import dev.deepreasoning.api.PageSessions;
import dev.deepreasoning.api.console.wire.SignIn;
import dev.deepreasoning.auth.BrowserSession;
import dev.deepreasoning.auth.BrowserSessions;
import dev.deepreasoning.auth.Identified;
import dev.deepreasoning.auth.KeyExchange;
import dev.deepreasoning.auth.SignInAttempts;
import dev.deepreasoning.canonical.GatewayException;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/// `/v1/session`: a key is exchanged for a cookie that scripts cannot read and other sites cannot send. For the page alone:
/// the API's description leaves it out.
@Path("/v1/session")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SessionResource {
    private static final String NO_STORE = "no-store";

    private final PageSessions page;
    private final BrowserSessions sessions;
    private final KeyExchange keys;
    private final SignInAttempts attempts;
    private final Visitors visitors;

    /// The resource.
    public SessionResource(
            PageSessions page, BrowserSessions sessions, KeyExchange keys, SignInAttempts attempts, Visitors visitors) {
        this.page = page;
        this.sessions = sessions;
        this.keys = keys;
        this.attempts = attempts;
        this.visitors = visitors;
    }

    /// Who is signed in.
    @GET
    @Operation(hidden = true)
    public Response session(@Context RoutingContext routing) {
        return told(page.of(routing), null);
    }

    /// Signs in.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response signIn(@Nullable SignIn wanted, @Context RoutingContext routing) {
        PageSessions.requireOwn(routing.request());
        String key = wanted == null ? null : wanted.key();
        if (key == null || key.isBlank()) {
            throw GatewayException.invalid("key", "`key` is missing.");
        }
        Identified who = attempts.make(Callers.address(routing.request()), () -> keys.identify(key.strip()));
        sessions.close(PageSessions.secret(routing.request()));
        BrowserSessions.Opened opened = sessions.open(who);
        return told(sessions.find(opened.secret()), SessionCookies.of(routing.request(), opened));
    }

    /// Signs out.
    @DELETE
    @Operation(hidden = true)
    public Response signOut(@Context RoutingContext routing) {
        PageSessions.requireOwn(routing.request());
        sessions.close(PageSessions.secret(routing.request()));
        return told(Optional.empty(), SessionCookies.none(routing.request()));
    }

    private Response told(Optional<BrowserSession> session, @Nullable String cookie) {
        Response.ResponseBuilder response = Response.ok(visitors.view(session)).header("cache-control", NO_STORE);
        return (cookie == null ? response : response.header("set-cookie", cookie)).build();
    }
}
