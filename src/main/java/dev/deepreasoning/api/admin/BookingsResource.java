package dev.deepreasoning.api.admin;

import dev.deepreasoning.api.AccountExamples;
import dev.deepreasoning.api.AccountViews;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.Page;
import dev.deepreasoning.api.Query;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.api.StatementCsv;
import dev.deepreasoning.api.admin.wire.BookingView;
import dev.deepreasoning.api.admin.wire.NewBooking;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.api.wire.LedgerPage;
import dev.deepreasoning.api.wire.Money;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.Database.Conflict;
import dev.deepreasoning.ledger.Entries;
import dev.deepreasoning.ledger.LedgerEntry.Kind;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
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

/// What is booked on an account, and its ledger. A booking with a reference can be repeated without harm.
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
public class BookingsResource {
    private static final String TOP_UP = """
            {"amount":"10.00","external_reference":"invoice-2026-0815","note":"thank you"}""";
    private static final String ADJUSTMENT = """
            {"amount":"-1.25","external_reference":"ticket-4711","note":"counted twice"}""";
    private static final String BOOKED = """
            {"object":"booking","repeated":false,"balance":{"amount":"14.25","currency":"USD"},"entry":{"id":"17",\
            "object":"ledger_entry","created":1795478400,"kind":"top_up","amount":{"amount":"10","currency":"USD"},\
            "balance_after":{"amount":"14.25","currency":"USD"},"request_id":null,\
            "external_reference":"invoice-2026-0815","note":"thank you","actor":"token:9f86d081884c"}}""";
    private static final int LONGEST_REFERENCE = 200;
    private static final int LONGEST_NOTE = 500;

    private final AdminDoor door;
    private final Accounts accounts;
    private final Entries entries;
    private final StatementCsv statements;

    /// The resource.
    public BookingsResource(AdminDoor door, Accounts accounts, Entries entries, StatementCsv statements) {
        this.door = door;
        this.accounts = accounts;
        this.entries = entries;
        this.statements = statements;
    }

    /// Adds credit that was bought or given.
    @POST
    @Path("/{id}/top-ups")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createTopUp", summary = "Adds credit; the same reference again changes nothing")
    @APIResponse(
            responseCode = "200",
            description = "The entry, new or as it had been made",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = BookingView.class),
                            examples = @ExampleObject(name = "booked", value = BOOKED)))
    @APIResponse(
            responseCode = "409",
            description = "The reference was used for another booking",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewBooking.class),
                            examples = @ExampleObject(name = "payment", value = TOP_UP)))
    public BookingView topUp(@PathParam("id") String id, byte[] body, @Context RoutingContext routing) {
        return book(id, Kind.TOP_UP, body, routing);
    }

    /// Corrects something.
    @POST
    @Path("/{id}/adjustments")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createAdjustment", summary = "Corrects a balance, up or down; never below zero")
    @APIResponse(
            responseCode = "200",
            description = "The entry, new or as it had been made",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = BookingView.class),
                            examples = @ExampleObject(name = "booked", value = BOOKED)))
    @APIResponse(
            responseCode = "409",
            description =
                    "The reference was used for another booking, or more than the account has free is to be taken",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewBooking.class),
                            examples = @ExampleObject(name = "correction", value = ADJUSTMENT)))
    public BookingView adjust(@PathParam("id") String id, byte[] body, @Context RoutingContext routing) {
        return book(id, Kind.ADJUSTMENT, body, routing);
    }

    /// Gives credit back for what was charged.
    @POST
    @Path("/{id}/refunds")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createRefund", summary = "Gives back credit that was charged")
    @APIResponse(
            responseCode = "200",
            description = "The entry, new or as it had been made",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = BookingView.class),
                            examples = @ExampleObject(name = "booked", value = BOOKED)))
    @APIResponse(
            responseCode = "409",
            description = "The reference was used for another booking",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewBooking.class),
                            examples = @ExampleObject(name = "refund", value = TOP_UP)))
    public BookingView refund(@PathParam("id") String id, byte[] body, @Context RoutingContext routing) {
        return book(id, Kind.REFUND, body, routing);
    }

    /// The account's ledger.
    @GET
    @Path("/{id}/ledger")
    @Operation(operationId = "listLedgerOf", summary = "Changes of an account's balance, the newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = LedgerPage.class),
                            examples = @ExampleObject(name = "page", value = AccountExamples.LEDGER)))
    public LedgerPage ledger(
            @PathParam("id") String id,
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
        String actor = door.actorOfLedger(routing);
        int most = Query.limit(limit);
        Entries.Span span = Query.span(from, to);
        Long cursor = Query.cursor(before);
        return door.reading(
                actor,
                "ledger.read",
                id,
                new JsonObject(),
                account -> AccountViews.ledger(
                        account,
                        Page.read(most, count -> entries.list(id, cursor, span, count)),
                        AccountViews::entryWithActor));
    }

    /// The account's statement.
    @GET
    @Path("/{id}/statement")
    @Produces({StatementCsv.TYPE, MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "getStatementOf",
            summary = "An account's statement as CSV: opening balance, entries, closing balance")
    @APIResponse(
            responseCode = "200",
            description = "The statement",
            content =
                    @Content(
                            mediaType = StatementCsv.TYPE,
                            schema = @Schema(type = SchemaType.STRING),
                            examples = @ExampleObject(name = "statement", value = StatementCsv.EXAMPLE)))
    public Response statement(
            @PathParam("id") String id,
            @Parameter(description = "The first time, inclusive; the beginning") @QueryParam("from") @Nullable
                    String from,
            @Parameter(description = "The last time, exclusive; now") @QueryParam("to") @Nullable String to,
            @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        Entries.Span span = Query.span(from, to);
        JsonObject details = new JsonObject()
                .put("from", span.from() == null ? null : span.from().toString())
                .put("to", span.to() == null ? null : span.to().toString());
        return door.reading(actor, "statement.read", id, details, account -> statements.of(account.id(), span));
    }

    private BookingView book(String id, Kind kind, byte[] body, RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        Fields wanted = new Fields(RequestJson.parse(body), "");
        BigDecimal amount = amount(wanted, kind);
        String reference = kind == Kind.TOP_UP
                ? Query.requiredText(wanted, "external_reference", LONGEST_REFERENCE)
                : Query.text(wanted, "external_reference", LONGEST_REFERENCE);
        String note = Query.text(wanted, "note", LONGEST_NOTE);
        try {
            return door.acting(
                    actor,
                    "account." + kind.word(),
                    id,
                    () -> booked(id, accounts.book(id, kind, amount, reference, note, actor)),
                    done -> new JsonObject()
                            .put("amount", amount.toPlainString())
                            .put("external_reference", reference)
                            .put("entry", done.entry().id())
                            .put("repeated", done.repeated()));
        } catch (Conflict conflict) {
            throw refused(conflict);
        }
    }

    private BookingView booked(String account, Accounts.Booked done) {
        return new BookingView(
                "booking",
                done.repeated(),
                Money.usd(done.balance()),
                AccountViews.entryWithActor(
                        entries.find(account, done.entry()).orElseThrow(() -> AdminDoor.missing("entry"))));
    }

    private static BigDecimal amount(Fields wanted, Kind kind) {
        BigDecimal amount = Query.amount(wanted, "amount");
        if (amount == null) {
            throw wanted.missing("amount");
        }
        if (amount.signum() == 0 || kind != Kind.ADJUSTMENT && amount.signum() < 0) {
            throw GatewayException.invalid(
                    "amount", kind == Kind.ADJUSTMENT ? "`amount` must not be zero." : "`amount` must be above zero.");
        }
        return amount;
    }

    private static GatewayException refused(Conflict conflict) {
        if (conflict.missing()) {
            return AdminDoor.missing("account").withCause(conflict);
        }
        GatewayException told = conflict.rule()
                ? GatewayException.of(
                                ErrorKind.CONFLICT,
                                "more_than_available",
                                "The account has not as much free: a balance never goes below zero.")
                        .withParam("amount")
                : GatewayException.of(
                                ErrorKind.CONFLICT,
                                "reference_used",
                                "This reference was used for another booking of the account.")
                        .withParam("external_reference");
        return told.withCause(conflict);
    }
}
