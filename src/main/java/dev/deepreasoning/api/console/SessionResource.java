package dev.deepreasoning.api.console;

import dev.deepreasoning.api.PageSessions;
import dev.deepreasoning.api.console.wire.SessionView;
import dev.deepreasoning.api.console.wire.SignIn;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.auth.BrowserSession;
import dev.deepreasoning.auth.BrowserSessions;
import dev.deepreasoning.canonical.GatewayException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/v1/session`: a key is exchanged for a cookie that scripts cannot read and other sites cannot send.
@Path("/v1/session")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Page")
@SecurityRequirementsSet
public class SessionResource {
    private static final String NO_STORE = "no-store";

    private final PageSessions page;
    private final BrowserSessions sessions;
    private final Visitors visitors;

    /// The resource.
    public SessionResource(PageSessions page, BrowserSessions sessions, Visitors visitors) {
        this.page = page;
        this.sessions = sessions;
        this.visitors = visitors;
    }

    /// Who is signed in.
    @GET
    @RunOnVirtualThread
    @Operation(operationId = "getSession", summary = "Who uses the page, and how this gateway recognises callers")
    @APIResponse(
            responseCode = "200",
            description = "The session",
            content = @Content(schema = @Schema(implementation = SessionView.class)))
    public Response session(@Context RoutingContext routing) {
        return told(page.of(routing), null);
    }

    /// Signs in.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(operationId = "signIn", summary = "Exchanges a key for a session of eight hours, in a cookie")
    @APIResponse(
            responseCode = "200",
            description = "The session",
            content = @Content(schema = @Schema(implementation = SessionView.class)))
    @APIResponse(
            responseCode = "401",
            description = "The key opens nothing here",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @APIResponse(
            responseCode = "403",
            description = "Not the page's own request",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SignIn.class),
                            examples = @ExampleObject(name = "key", value = "{\"key\":\"sk-deepreasoning-...\"}")))
    public Response signIn(@Nullable SignIn wanted, @Context RoutingContext routing) {
        PageSessions.requireOwn(routing.request());
        String key = wanted == null ? null : wanted.key();
        if (key == null || key.isBlank()) {
            throw GatewayException.invalid("key", "`key` is missing.");
        }
        Visitors.Identity who = visitors.identify(key.strip());
        end(routing);
        String secret = sessions.open(who.kind(), who.reference());
        return told(sessions.find(secret), cookie(routing.request(), secret, BrowserSessions.LIFETIME.toSeconds()));
    }

    /// Signs out.
    @DELETE
    @RunOnVirtualThread
    @Operation(operationId = "signOut", summary = "Ends the session")
    @APIResponse(
            responseCode = "200",
            description = "Nobody's session",
            content = @Content(schema = @Schema(implementation = SessionView.class)))
    public Response signOut(@Context RoutingContext routing) {
        PageSessions.requireOwn(routing.request());
        end(routing);
        return told(Optional.empty(), cookie(routing.request(), "", 0));
    }

    private void end(RoutingContext routing) {
        String before = PageSessions.secret(routing.request());
        if (before != null) {
            sessions.close(before);
        }
    }

    private Response told(Optional<BrowserSession> session, @Nullable String cookie) {
        Response.ResponseBuilder response = Response.ok(visitors.view(session)).header("cache-control", NO_STORE);
        return (cookie == null ? response : response.header("set-cookie", cookie)).build();
    }

    private static String cookie(HttpServerRequest http, String value, long seconds) {
        boolean secure = http.isSSL() || "https".equalsIgnoreCase(http.getHeader("x-forwarded-proto"));
        return PageSessions.COOKIE + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }
}
