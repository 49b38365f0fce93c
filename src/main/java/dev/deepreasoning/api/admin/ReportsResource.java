package dev.deepreasoning.api.admin;

import dev.deepreasoning.api.Query;
import dev.deepreasoning.api.admin.wire.AuditLogPage;
import dev.deepreasoning.api.admin.wire.AuditReport;
import dev.deepreasoning.api.admin.wire.MarginReport;
import dev.deepreasoning.api.admin.wire.UpstreamsView;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.AuditLog;
import dev.deepreasoning.ledger.AuditLog.Deed;
import dev.deepreasoning.ledger.Entries;
import dev.deepreasoning.ledger.UsageEvents;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What concerns no account alone: margin, the proof of the books, who did what, how the upstreams are.
@Path("/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Admin")
@APIResponse(
        responseCode = "400",
        description = "A wrong filter",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "401",
        description = "No or a wrong admin token",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "404",
        description = "A gateway without an admin API or a database",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
public class ReportsResource {
    private final AdminDoor door;
    private final Accounts accounts;
    private final UsageEvents events;
    private final AuditLog log;
    private final Upstreams upstreams;
    private final UpstreamViews views;
    private final Clock clock;

    /// The resource.
    public ReportsResource(
            AdminDoor door,
            Accounts accounts,
            UsageEvents events,
            AuditLog log,
            Upstreams upstreams,
            UpstreamViews views,
            Clock clock) {
        this.door = door;
        this.accounts = accounts;
        this.events = events;
        this.log = log;
        this.upstreams = upstreams;
        this.views = views;
        this.clock = clock;
    }

    /// What was taken and what it cost.
    @GET
    @Path("/margin")
    @RunOnVirtualThread
    @Operation(operationId = "getMargin", summary = "What was taken and what it cost, by answering model")
    @APIResponse(
            responseCode = "200",
            description = "The report",
            content = @Content(schema = @Schema(implementation = MarginReport.class)))
    public MarginReport margin(
            @Parameter(description = "The first time, inclusive: Unix seconds or ISO 8601")
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(description = "The last time, exclusive") @QueryParam("to") @Nullable String to,
            @Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        Entries.Span span = Query.span(from, to);
        boolean simulated = upstreams.simulated();
        List<UsageEvents.Margin> found = log.acting(
                actor,
                () -> events.margins(span.from(), span.to(), simulated),
                _ -> new Deed("margin.read", null, "{}"));
        return ReportViews.margin(span, simulated, found);
    }

    /// Computes every balance anew.
    @GET
    @Path("/audit")
    @RunOnVirtualThread
    @Operation(
            operationId = "audit",
            summary = "Computes every balance, reserved sum and charge anew, and tells what does not agree")
    @APIResponse(
            responseCode = "200",
            description = "The report",
            content = @Content(schema = @Schema(implementation = AuditReport.class)))
    public AuditReport audit(@Context RoutingContext routing) {
        String actor = door.actorOfLedger(routing);
        List<Accounts.Difference> found = accounts.audit();
        log.write(
                actor,
                "audit",
                null,
                new JsonObject().put("differences", found.size()).encode());
        return ReportViews.audit(clock.instant(), found);
    }

    /// Who did what.
    @GET
    @Path("/audit-log")
    @RunOnVirtualThread
    @Operation(operationId = "listAuditLog", summary = "What operators did, the newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content = @Content(schema = @Schema(implementation = AuditLogPage.class)))
    public AuditLogPage auditLog(
            @Parameter(
                            description = "Most actions on the page, 1 to 200; 100",
                            schema = @Schema(implementation = Integer.class))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Go on behind this action") @QueryParam("before") @Nullable String before,
            @Context RoutingContext routing) {
        door.actorOfLedger(routing);
        int most = Query.limit(limit);
        return ReportViews.auditLog(log.list(Query.cursor(before), most + 1), most);
    }

    /// How the upstreams are.
    @GET
    @Path("/upstreams")
    @Operation(operationId = "getUpstreams", summary = "The upstreams in order, their breakers and latest calls")
    @APIResponse(
            responseCode = "200",
            description = "As this process knows them",
            content = @Content(schema = @Schema(implementation = UpstreamsView.class)))
    @RunOnVirtualThread
    public UpstreamsView upstreams(@Context RoutingContext routing) {
        door.actor(routing);
        return views.view();
    }
}
