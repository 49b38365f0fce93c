package dev.deepreasoning.api.account;

import dev.deepreasoning.api.AccountExamples;
import dev.deepreasoning.api.AccountViews;
import dev.deepreasoning.api.Callers;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.Query;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.api.StatementCsv;
import dev.deepreasoning.api.UsageViews;
import dev.deepreasoning.api.wire.AccountView;
import dev.deepreasoning.api.wire.DailyUsage;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.api.wire.KeyPage;
import dev.deepreasoning.api.wire.KeyView;
import dev.deepreasoning.api.wire.LedgerPage;
import dev.deepreasoning.api.wire.NewKey;
import dev.deepreasoning.api.wire.UsagePage;
import dev.deepreasoning.api.wire.UsageView;
import dev.deepreasoning.auth.AccountKey;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Entries;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.UsageEvent;
import dev.deepreasoning.ledger.UsageEvents;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// The caller's own account: what it has, what it used, its keys. The key that a request is made with says whose account
/// it is; no path and no parameter can name another's.
@Path("/v1/account")
@Produces(MediaType.APPLICATION_JSON)
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
public class AccountResource {
    private static final String NEW_KEY = """
            {"name":"continuous integration","spend_cap":5,"expires":1798761600,"endpoints":["chat_completions"]}""";
    private static final String MADE_KEY = """
            {"id":"key_9f2c4d1e8a7b6053","object":"api_key","name":"continuous integration",\
            "prefix":"sk-deepreasoning-Ab3x","created":1795478400,"last_used":null,"expires":1798761600,\
            "revoked":null,"spend_cap":{"amount":"5","currency":"USD"},"spent":{"amount":"0","currency":"USD"},\
            "models":null,"endpoints":["chat_completions"],"key":"sk-deepreasoning-..."}""";

    private final Callers callers;
    private final Accounts accounts;
    private final Keys keys;
    private final UsageEvents events;
    private final Entries entries;
    private final StatementCsv statements;
    private final Clock clock;

    /// The resource.
    public AccountResource(
            Callers callers,
            Accounts accounts,
            Keys keys,
            UsageEvents events,
            Entries entries,
            StatementCsv statements,
            Clock clock) {
        this.callers = callers;
        this.accounts = accounts;
        this.keys = keys;
        this.events = events;
        this.entries = entries;
        this.statements = statements;
        this.clock = clock;
    }

    /// The account.
    @GET
    @RunOnVirtualThread
    @Operation(operationId = "getAccount", summary = "Balance and limits")
    @APIResponse(
            responseCode = "200",
            description = "The account",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountView.class),
                            examples = @ExampleObject(name = "account", value = AccountExamples.ACCOUNT)))
    public AccountView account(@Context RoutingContext routing) {
        Account account = own(routing);
        return AccountViews.account(account, accounts.left(account.id()).orElse(null));
    }

    /// What it used.
    @GET
    @Path("/usage")
    @RunOnVirtualThread
    @Operation(operationId = "listUsage", summary = "Requests and what they cost, the newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UsagePage.class),
                            examples = @ExampleObject(name = "page", value = AccountExamples.USAGE)))
    @APIResponse(
            responseCode = "400",
            description = "A wrong filter",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    public UsagePage usage(
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
        Account account = own(routing);
        int most = Query.limit(limit);
        List<UsageEvent> found =
                events.list(account.id(), Query.usage(from, to, model, status, source), before, most + 1);
        return UsageViews.page(account, found, most, false);
    }

    /// Its usage by day.
    @GET
    @Path("/usage/daily")
    @RunOnVirtualThread
    @Operation(operationId = "listDailyUsage", summary = "Requests, tokens and cost by day, model and endpoint")
    @APIResponse(
            responseCode = "200",
            description = "The days",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DailyUsage.class),
                            examples = @ExampleObject(name = "days", value = AccountExamples.DAILY)))
    @APIResponse(
            responseCode = "400",
            description = "A wrong time, or more than 366 days",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    public DailyUsage daily(
            @Parameter(description = "The first time, inclusive; 30 days before `to`") @QueryParam("from") @Nullable
                    String from,
            @Parameter(description = "The last time, exclusive; now") @QueryParam("to") @Nullable String to,
            @Context RoutingContext routing) {
        Account account = own(routing);
        Entries.Span days = Query.days(from, to, clock.instant());
        return UsageViews.daily(days, events.days(account.id(), days));
    }

    /// One request explained.
    @GET
    @Path("/usage/{id}")
    @RunOnVirtualThread
    @Operation(operationId = "explainRequest", summary = "One request: its stages, calls and adjustments, and its cost")
    @APIResponse(
            responseCode = "200",
            description = "The request",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UsageView.class),
                            examples = @ExampleObject(name = "explained", value = AccountExamples.EXPLAINED)))
    public UsageView explained(@PathParam("id") String id, @Context RoutingContext routing) {
        return events.find(own(routing).id(), id)
                .map(event -> UsageViews.explained(event, false))
                .orElseThrow(() -> missing("request"));
    }

    /// Its ledger.
    @GET
    @Path("/ledger")
    @RunOnVirtualThread
    @Operation(operationId = "listLedger", summary = "Changes of the balance, the newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = LedgerPage.class),
                            examples = @ExampleObject(name = "page", value = AccountExamples.LEDGER)))
    @APIResponse(
            responseCode = "400",
            description = "A wrong filter",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    public LedgerPage ledger(
            @Parameter(
                            description = "Most entries on the page, 1 to 200; 100",
                            schema = @Schema(implementation = Integer.class))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Go on behind this entry") @QueryParam("before") @Nullable String before,
            @Parameter(description = "The first time, inclusive") @QueryParam("from") @Nullable String from,
            @Parameter(description = "The last time, exclusive") @QueryParam("to") @Nullable String to,
            @Context RoutingContext routing) {
        Account account = own(routing);
        int most = Query.limit(limit);
        return AccountViews.ledger(
                account,
                entries.list(account.id(), Query.cursor(before), Query.span(from, to), most + 1),
                most,
                AccountViews::entry);
    }

    /// Its statement.
    @GET
    @Path("/statement")
    @Produces({StatementCsv.TYPE, MediaType.APPLICATION_JSON})
    @RunOnVirtualThread
    @Operation(operationId = "getStatement", summary = "A statement as CSV: opening balance, entries, closing balance")
    @APIResponse(
            responseCode = "200",
            description = "The statement",
            content =
                    @Content(
                            mediaType = StatementCsv.TYPE,
                            schema = @Schema(type = SchemaType.STRING),
                            examples = @ExampleObject(name = "statement", value = StatementCsv.EXAMPLE)))
    @APIResponse(
            responseCode = "400",
            description = "A wrong time",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    public Response statement(
            @Parameter(description = "The first time, inclusive; the beginning") @QueryParam("from") @Nullable
                    String from,
            @Parameter(description = "The last time, exclusive; now") @QueryParam("to") @Nullable String to,
            @Context RoutingContext routing) {
        Account account = own(routing);
        return statements.of(account.id(), Query.span(from, to));
    }

    /// Its keys.
    @GET
    @Path("/keys")
    @RunOnVirtualThread
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
        Account account = own(routing);
        int most = Query.limit(limit);
        return AccountViews.keys(keys.list(account.id(), after, most + 1), most);
    }

    /// Makes a key.
    @POST
    @Path("/keys")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
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
        Account account = own(routing);
        ApiKey.Created created = keys.create(account.id(), Query.terms(new Fields(RequestJson.parse(body), "")))
                .orElseThrow(AccountViews::tooManyKeys);
        return AccountViews.key(created.key(), created.secret());
    }

    /// Revokes a key.
    @DELETE
    @Path("/keys/{id}")
    @RunOnVirtualThread
    @Operation(operationId = "revokeKey", summary = "Revokes a key, for good")
    @APIResponse(
            responseCode = "200",
            description = "The key",
            content = @Content(schema = @Schema(implementation = KeyView.class)))
    public KeyView revoke(@PathParam("id") String id, @Context RoutingContext routing) {
        return AccountViews.key(keys.revoke(own(routing).id(), id).orElseThrow(() -> missing("key")), null);
    }

    private Account own(RoutingContext routing) {
        AccountKey key = callers.of(routing).account();
        if (key == null) {
            throw GatewayException.of(
                    ErrorKind.NOT_FOUND,
                    "no_accounts",
                    "This gateway has no accounts: its operator runs it with `deepreasoning.auth.mode=accounts` for them.");
        }
        return accounts.find(key.account()).orElseThrow(() -> missing("account"));
    }

    private static GatewayException missing(String what) {
        return GatewayException.of(ErrorKind.NOT_FOUND, null, "This account has no such " + what + ".");
    }
}
