package dev.deepreasoning.api.admin;

import dev.deepreasoning.api.AccountExamples;
import dev.deepreasoning.api.AccountViews;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.Page;
import dev.deepreasoning.api.Query;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.api.admin.wire.AccountChange;
import dev.deepreasoning.api.admin.wire.AccountPage;
import dev.deepreasoning.api.admin.wire.NewAccount;
import dev.deepreasoning.api.wire.AccountView;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.Accounts.Change;
import dev.deepreasoning.ledger.AuditLog;
import dev.deepreasoning.ledger.AuditLog.Deed;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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

/// Accounts: opened, listed, limited, closed.
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
        description = "No such account, or a gateway without an admin API or a database",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
public class AccountsResource {
    private static final String ACCOUNTS = """
            {"object":"list","data":[{"object":"account","id":"acc_5f1c9a27b3d84e6f","name":"Team Lisbon",\
            "created":1795478400,"simulated":false,"closed":false,"balance":{"amount":"14.237692","currency":"USD"},\
            "reserved":{"amount":"0","currency":"USD"},"available":{"amount":"14.237692","currency":"USD"},\
            "limits":{"requests_per_minute":50,"tokens_per_minute":2000000,"concurrent_requests":100,"keys":50}}],\
            "has_more":false,"next_cursor":null}""";
    private static final int LONGEST_NAME = 100;
    private static final int MOST = 1_000_000;
    private static final int MOST_TOKENS = 2_000_000_000;

    private final AdminDoor door;
    private final Accounts accounts;
    private final AuditLog log;
    private final Upstreams upstreams;

    /// The resource.
    public AccountsResource(AdminDoor door, Accounts accounts, AuditLog log, Upstreams upstreams) {
        this.door = door;
        this.accounts = accounts;
        this.log = log;
        this.upstreams = upstreams;
    }

    /// All accounts.
    @GET
    @Operation(operationId = "listAccounts", summary = "Accounts by id")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountPage.class),
                            examples = @ExampleObject(name = "page", value = ACCOUNTS)))
    public AccountPage list(
            @Parameter(
                            description = "Most accounts on the page, 1 to 200; 100",
                            schema = @Schema(implementation = Integer.class))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Go on behind this account") @QueryParam("after") @Nullable String after,
            @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        int most = Query.limit(limit);
        Page<Account> page = Page.read(
                most,
                count -> log.acting(
                        actor, () -> accounts.list(after, count), _ -> new Deed("accounts.list", null, "{}")));
        return new AccountPage("list", page.show(AccountViews::account), page.more(), page.next(Account::id));
    }

    /// Opens one.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createAccount", summary = "A new account, without credit")
    @APIResponse(
            responseCode = "200",
            description = "The account",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountView.class),
                            examples = @ExampleObject(name = "opened", value = AccountExamples.ACCOUNT)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewAccount.class),
                            examples =
                                    @ExampleObject(
                                            name = "team",
                                            value =
                                                    "{\"name\":\"Team Lisbon\",\"limits\":{\"requests_per_minute\":50}}")))
    public AccountView create(byte[] body, @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        Fields wanted = new Fields(RequestJson.parse(body), "");
        String name = Query.requiredText(wanted, "name", LONGEST_NAME);
        Change limits = change(wanted);
        Limits otherwise = Limits.DEFAULT;
        Account account = log.acting(
                actor,
                () -> accounts.open(
                        name,
                        new Limits(
                                or(limits.requestsPerMinute(), otherwise.requestsPerMinute()),
                                limits.tokensPerMinute() == null
                                        ? otherwise.tokensPerMinute()
                                        : limits.tokensPerMinute(),
                                or(limits.concurrentRequests(), otherwise.concurrentRequests())),
                        upstreams.simulated()),
                opened -> new Deed("account.open", opened.id(), details(opened).encode()));
        return shown(account);
    }

    /// One account.
    @GET
    @Path("/{id}")
    @Operation(operationId = "getAccountOf", summary = "One account")
    @APIResponse(
            responseCode = "200",
            description = "The account",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountView.class),
                            examples = @ExampleObject(name = "account", value = AccountExamples.ACCOUNT)))
    public AccountView one(@PathParam("id") String id, @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        return door.reading(actor, "account.read", id, new JsonObject(), this::shown);
    }

    /// Changes one.
    @PATCH
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeAccount", summary = "Changes name and limits, closes an account or opens it again")
    @APIResponse(
            responseCode = "200",
            description = "The account",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountView.class),
                            examples = @ExampleObject(name = "changed", value = AccountExamples.ACCOUNT)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountChange.class),
                            examples =
                                    @ExampleObject(
                                            name = "limits",
                                            value = "{\"limits\":{\"concurrent_requests\":10},\"closed\":false}")))
    public AccountView change(@PathParam("id") String id, byte[] body, @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        Fields wanted = new Fields(RequestJson.parse(body), "");
        Change change = change(wanted);
        Account account = door.acting(
                actor,
                "account.change",
                id,
                () -> {
                    if (!accounts.change(id, change)) {
                        throw AdminDoor.missing("account");
                    }
                    return door.account(id);
                },
                AccountsResource::details);
        return shown(account);
    }

    private AccountView shown(Account account) {
        return AccountViews.account(account, accounts.left(account.id()).orElse(null));
    }

    private static Change change(Fields wanted) {
        String name = wanted.get("name") == null ? null : Query.requiredText(wanted, "name", LONGEST_NAME);
        Fields limits = wanted.object("limits");
        if (limits == null) {
            return new Change(name, null, null, null, wanted.bool("closed"));
        }
        Integer tokens = limits.integer("tokens_per_minute", 1, MOST_TOKENS);
        return new Change(
                name,
                limits.integer("requests_per_minute", 1, MOST),
                tokens == null ? null : (long) tokens,
                limits.integer("concurrent_requests", 1, MOST),
                wanted.bool("closed"));
    }

    private static JsonObject details(Account account) {
        return new JsonObject()
                .put("name", account.name())
                .put("requests_per_minute", account.limits().requestsPerMinute())
                .put("tokens_per_minute", account.limits().tokensPerMinute())
                .put("concurrent_requests", account.limits().concurrentRequests())
                .put("closed", account.closed() != null);
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}
