package dev.deepreasoning.api.account;

import dev.deepreasoning.api.AccountExamples;
import dev.deepreasoning.api.AccountViews;
import dev.deepreasoning.api.Page;
import dev.deepreasoning.api.Query;
import dev.deepreasoning.api.UsageViews;
import dev.deepreasoning.api.wire.DailyUsage;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.api.wire.UsagePage;
import dev.deepreasoning.api.wire.UsageView;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Entries;
import dev.deepreasoning.ledger.UsageEvents;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What the caller's own account used, request by request and by day.
@Path("/v1/account/usage")
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
public class AccountUsageResource {
    private final OwnAccount own;
    private final UsageEvents events;
    private final Clock clock;

    /// The resource.
    public AccountUsageResource(OwnAccount own, UsageEvents events, Clock clock) {
        this.own = own;
        this.events = events;
        this.clock = clock;
    }

    /// What it used.
    @GET
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
        Account account = own.of(routing);
        int most = Query.limit(limit);
        UsageEvents.Filter filter = Query.usage(from, to, model, status, source);
        return UsageViews.page(
                account, Page.read(most, count -> events.list(account.id(), filter, before, count)), false);
    }

    /// Its usage by day.
    @GET
    @Path("/daily")
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
        String account = own.id(routing);
        Entries.Span days = Query.days(from, to, clock.instant());
        return UsageViews.daily(days, events.days(account, days));
    }

    /// One request explained.
    @GET
    @Path("/{id}")
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
        return events.find(own.id(routing), id)
                .map(event -> UsageViews.explained(event, false))
                .orElseThrow(() -> AccountViews.missing("request"));
    }
}
