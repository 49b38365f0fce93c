package dev.deepreasoning.api.account;

import dev.deepreasoning.api.AccountExamples;
import dev.deepreasoning.api.AccountViews;
import dev.deepreasoning.api.Page;
import dev.deepreasoning.api.Query;
import dev.deepreasoning.api.StatementCsv;
import dev.deepreasoning.api.wire.AccountView;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.api.wire.LedgerPage;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.Entries;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// The caller's own account: what it has, and how that came. The key that a request is made with says whose account it is;
/// no path and no parameter can name another's.
@Path("/v1/account")
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
public class AccountResource {
    private final OwnAccount own;
    private final Accounts accounts;
    private final Entries entries;
    private final StatementCsv statements;

    /// The resource.
    public AccountResource(OwnAccount own, Accounts accounts, Entries entries, StatementCsv statements) {
        this.own = own;
        this.accounts = accounts;
        this.entries = entries;
        this.statements = statements;
    }

    /// The account.
    @GET
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
        Account account = own.of(routing);
        return AccountViews.account(account, accounts.left(account.id()).orElse(null));
    }

    /// Its ledger.
    @GET
    @Path("/ledger")
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
        Account account = own.of(routing);
        int most = Query.limit(limit);
        Long cursor = Query.cursor(before);
        Entries.Span span = Query.span(from, to);
        return AccountViews.ledger(
                account,
                Page.read(most, count -> entries.list(account.id(), cursor, span, count)),
                AccountViews::entry);
    }

    /// Its statement.
    @GET
    @Path("/statement")
    @Produces({StatementCsv.TYPE, MediaType.APPLICATION_JSON})
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
        return statements.of(own.id(routing), Query.span(from, to));
    }
}
