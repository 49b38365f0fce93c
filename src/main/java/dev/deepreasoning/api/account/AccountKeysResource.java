package dev.deepreasoning.api.account;

import dev.deepreasoning.api.AccountExamples;
import dev.deepreasoning.api.AccountViews;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.Page;
import dev.deepreasoning.api.Query;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.api.wire.KeyPage;
import dev.deepreasoning.api.wire.KeyView;
import dev.deepreasoning.api.wire.NewKey;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Keys;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Keys of the caller's own account.
@Path("/v1/account/keys")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Account")
@APIResponse(
        responseCode = "401",
        description = "No or a wrong key",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "404",
        description = "No such thing, or a gateway without accounts",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "503",
        description = "The database does not answer",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
public class AccountKeysResource {
    private static final String NEW_KEY = """
            {"name":"continuous integration","spend_cap":5,"expires":1798761600,"endpoints":["chat_completions"]}""";
    private static final String MADE_KEY = """
            {"id":"key_9f2c4d1e8a7b6053","object":"api_key","name":"continuous integration",\
            "prefix":"sk-deepreasoning-Ab3x","created":1795478400,"last_used":null,"expires":1798761600,\
            "revoked":null,"spend_cap":{"amount":"5","currency":"USD"},"spent":{"amount":"0","currency":"USD"},\
            "models":null,"endpoints":["chat_completions"],"key":"sk-deepreasoning-..."}""";

    private final OwnAccount own;
    private final Keys keys;

    /// The resource.
    public AccountKeysResource(OwnAccount own, Keys keys) {
        this.own = own;
        this.keys = keys;
    }

    /// Its keys.
    @GET
    @Operation(operationId = "listKeys", summary = "Keys, the oldest first")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = KeyPage.class),
                            examples = @ExampleObject(name = "page", value = AccountExamples.KEYS)))
    public KeyPage keys(
            @Parameter(
                            description = "Most keys on the page, 1 to 200; 100",
                            schema = @Schema(implementation = Integer.class))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Go on behind this key") @QueryParam("after") @Nullable String after,
            @Context RoutingContext routing) {
        String account = own.id(routing);
        int most = Query.limit(limit);
        return AccountViews.keys(Page.read(most, count -> keys.list(account, after, count)));
    }

    /// Makes a key.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createKey", summary = "A new key, shown this once")
    @APIResponse(
            responseCode = "200",
            description = "The key",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = KeyView.class),
                            examples = @ExampleObject(name = "made", value = MADE_KEY)))
    @APIResponse(
            responseCode = "400",
            description = "A wrong field, or too many keys",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewKey.class),
                            examples = @ExampleObject(name = "limited", value = NEW_KEY)))
    public KeyView create(byte[] body, @Context RoutingContext routing) {
        ApiKey.Created created = keys.create(own.id(routing), Query.terms(new Fields(RequestJson.parse(body), "")))
                .orElseThrow(AccountViews::tooManyKeys);
        return AccountViews.key(created.key(), created.secret());
    }

    /// Revokes a key.
    @DELETE
    @Path("/{id}")
    @Operation(operationId = "revokeKey", summary = "Revokes a key, for good")
    @APIResponse(
            responseCode = "200",
            description = "The key",
            content = @Content(schema = @Schema(implementation = KeyView.class)))
    public KeyView revoke(@PathParam("id") String id, @Context RoutingContext routing) {
        return AccountViews.key(keys.revoke(own.id(routing), id).orElseThrow(() -> AccountViews.missing("key")), null);
    }
}
