package dev.deepreasoning.api.admin;

import dev.deepreasoning.api.AccountExamples;
import dev.deepreasoning.api.AccountViews;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.Page;
import dev.deepreasoning.api.Query;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.api.UsageViews;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.api.wire.KeyPage;
import dev.deepreasoning.api.wire.KeyView;
import dev.deepreasoning.api.wire.NewKey;
import dev.deepreasoning.api.wire.UsagePage;
import dev.deepreasoning.api.wire.UsageView;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.UsageEvents;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.json.JsonObject;
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

/// What accounts used, with hosts, upstream costs and margin; and their keys.
@Path("/v1/admin/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Admin")
@APIResponse(
        responseCode = "400",
        description = "A wrong field",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "401",
        description = "No or a wrong admin token",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "404",
        description = "No such thing, or a gateway without an admin API or a database",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
public class AccountUseResource {
    private static final String NEW_KEY = """
            {"name":"continuous integration","spend_cap":5,"expires":1798761600,"endpoints":["chat_completions"]}""";
    private static final String MADE_KEY = """
            {"id":"key_9f2c4d1e8a7b6053","object":"api_key","name":"continuous integration",\
            "prefix":"sk-deepreasoning-Ab3x","created":1795478400,"last_used":null,"expires":1798761600,\
            "revoked":null,"spend_cap":{"amount":"5","currency":"USD"},"spent":{"amount":"0","currency":"USD"},\
            "models":null,"endpoints":["chat_completions"],"key":"sk-deepreasoning-..."}""";

    private final AdminDoor door;
    private final UsageEvents events;
    private final Keys keys;

    /// The resource.
    public AccountUseResource(AdminDoor door, UsageEvents events, Keys keys) {
        this.door = door;
        this.events = events;
        this.keys = keys;
    }

    /// What an account used.
    @GET
    @Path("/{id}/usage")
    @Operation(operationId = "listUsageOf", summary = "An account's requests, what they cost and brought")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UsagePage.class),
                            examples = @ExampleObject(name = "page", value = AccountExamples.USAGE)))
    public UsagePage usage(
            @PathParam("id") String id,
            @Parameter(
                            description = "Most requests on the page, 1 to 200; 100",
                            schema = @Schema(implementation = Integer.class))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Go on behind this request") @QueryParam("before") @Nullable String before,
            @Parameter(description = "The first time, inclusive: Unix seconds or ISO 8601")
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(description = "The last time, exclusive") @QueryParam("to") @Nullable String to,
            @Parameter(description = "Only of this model: as requested, or the id of the one that answered")
                    @QueryParam("model")
                    @Nullable
                    String model,
            @Parameter(description = "`success`, `error`; or finer `completed`, `failed`, `cancelled`, `interrupted`")
                    @QueryParam("status")
                    @Nullable
                    String status,
            @Parameter(description = "`api` or `playground`") @QueryParam("source") @Nullable String source,
            @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        int most = Query.limit(limit);
        UsageEvents.Filter filter = Query.usage(from, to, model, status, source);
        return door.reading(
                actor,
                "usage.read",
                id,
                new JsonObject(),
                account -> UsageViews.page(
                        account, Page.read(most, count -> events.list(id, filter, before, count)), true));
    }

    /// One request explained.
    @GET
    @Path("/{id}/usage/{request}")
    @Operation(operationId = "explainRequestOf", summary = "One request with hosts, upstream cost and margin")
    @APIResponse(
            responseCode = "200",
            description = "The request",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UsageView.class),
                            examples = @ExampleObject(name = "explained", value = AccountExamples.EXPLAINED)))
    public UsageView explained(
            @PathParam("id") String id, @PathParam("request") String request, @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        return door.reading(
                actor,
                "usage.read",
                id,
                new JsonObject().put("request", request),
                _ -> events.find(id, request)
                        .map(event -> UsageViews.explained(event, true))
                        .orElseThrow(() -> AdminDoor.missing("request")));
    }

    /// An account's keys.
    @GET
    @Path("/{id}/keys")
    @Operation(operationId = "listKeysOf", summary = "An account's keys, the oldest first")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = KeyPage.class),
                            examples = @ExampleObject(name = "page", value = AccountExamples.KEYS)))
    public KeyPage list(
            @PathParam("id") String id,
            @Parameter(
                            description = "Most keys on the page, 1 to 200; 100",
                            schema = @Schema(implementation = Integer.class))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Go on behind this key") @QueryParam("after") @Nullable String after,
            @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        int most = Query.limit(limit);
        return door.reading(
                actor,
                "keys.read",
                id,
                new JsonObject(),
                _ -> AccountViews.keys(Page.read(most, count -> keys.list(id, after, count))));
    }

    /// Makes a key for an account.
    @POST
    @Path("/{id}/keys")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createKeyFor", summary = "A new key of an account, shown this once")
    @APIResponse(
            responseCode = "200",
            description = "The key",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = KeyView.class),
                            examples = @ExampleObject(name = "made", value = MADE_KEY)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewKey.class),
                            examples = @ExampleObject(name = "limited", value = NEW_KEY)))
    public KeyView create(@PathParam("id") String id, byte[] body, @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        ApiKey.Terms terms = Query.terms(new Fields(RequestJson.parse(body), ""));
        ApiKey.Created created = door.acting(
                actor,
                "key.create",
                id,
                () -> keys.create(door.account(id).id(), terms).orElseThrow(AccountViews::tooManyKeys),
                made -> new JsonObject()
                        .put("key", made.key().id())
                        .put("name", made.key().name()));
        return AccountViews.key(created.key(), created.secret());
    }

    /// Revokes a key of an account.
    @DELETE
    @Path("/{id}/keys/{key}")
    @Operation(operationId = "revokeKeyOf", summary = "Revokes an account's key, for good")
    @APIResponse(
            responseCode = "200",
            description = "The key",
            content = @Content(schema = @Schema(implementation = KeyView.class)))
    public KeyView revoke(@PathParam("id") String id, @PathParam("key") String key, @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        ApiKey revoked = door.acting(
                actor,
                "key.revoke",
                id,
                () -> keys.revoke(id, key).orElseThrow(() -> AdminDoor.missing("key")),
                gone -> new JsonObject().put("key", gone.id()).put("name", gone.name()));
        return AccountViews.key(revoked, null);
    }
}
