package dev.deepreasoning.api.admin;

import dev.deepreasoning.api.Page;
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
import io.smallrye.common.annotation.Blocking;
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
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What concerns no account alone: margin, the proof of the books, who did what, how the upstreams are.
@Path("/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
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
    private static final String MARGIN = """
            {"object":"margin_report","from":1793491200,"to":null,"simulated":false,"data":[{\
            "model":"claude-sonnet-4-5-20250929","requests":41,"price":{"amount":"5.873908","currency":"USD"},\
            "written_off":{"amount":"0","currency":"USD"},"upstream_cost":{"amount":"0.741202","currency":"USD"},\
            "unknown_costs":0,"margin":{"amount":"5.132706","currency":"USD"}}],"total":{"model":"all","requests":41,\
            "price":{"amount":"5.873908","currency":"USD"},"written_off":{"amount":"0","currency":"USD"},\
            "upstream_cost":{"amount":"0.741202","currency":"USD"},"unknown_costs":0,\
            "margin":{"amount":"5.132706","currency":"USD"}}}""";
    private static final String AUDIT = """
            {"object":"audit_report","clean":false,"created":1795478400,"differences":[{\
            "account":"acc_5f1c9a27b3d84e6f","what":"balance","told":"14.25","computed":"14.237692"}]}""";
    private static final String LOG = """
            {"object":"list","data":[{"id":"311","object":"audit_event","created":1795478400,\
            "actor":"token:9f86d081884c","action":"account.top_up","account":"acc_5f1c9a27b3d84e6f",\
            "details":{"amount":"10.00","external_reference":"invoice-2026-0815","entry":"17","repeated":false}}],\
            "has_more":true,"next_cursor":"311"}""";
    private static final String UPSTREAMS = """
            {"object":"upstreams","simulated":false,"reasoning":[{"name":"openrouter","address":"openrouter.ai",\
            "model":"deepseek/deepseek-r1-0528","has_key":true,"breaker":"closed","outcomes":{"opened":97,\
            "overloaded":3},"median_first_token_ms":812,"last_call":1795478700}],"answer":[{"name":"main",\
            "address":"api.anthropic.com","model":null,"has_key":true,"breaker":"closed","outcomes":{"opened":100},\
            "median_first_token_ms":950,"last_call":1795478707}],"search":[{"name":"linkup","address":"api.linkup.so",\
            "model":null,"has_key":false,"breaker":"unused","outcomes":{},"median_first_token_ms":null,\
            "last_call":null}]}""";

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
    @Operation(operationId = "getMargin", summary = "What was taken and what it cost, by answering model")
    @APIResponse(
            responseCode = "200",
            description = "The report",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = MarginReport.class),
                            examples = @ExampleObject(name = "report", value = MARGIN)))
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
    @Operation(
            operationId = "audit",
            summary = "Computes every balance, reserved sum and charge anew, and tells what does not agree")
    @APIResponse(
            responseCode = "200",
            description = "The report",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AuditReport.class),
                            examples = @ExampleObject(name = "difference", value = AUDIT)))
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
    @Operation(operationId = "listAuditLog", summary = "What operators did, the newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AuditLogPage.class),
                            examples = @ExampleObject(name = "page", value = LOG)))
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
        Long cursor = Query.cursor(before);
        return ReportViews.auditLog(Page.read(Query.limit(limit), most -> log.list(cursor, most)));
    }

    /// How the upstreams are.
    @GET
    @Path("/upstreams")
    @Operation(operationId = "getUpstreams", summary = "The upstreams in order, their breakers and latest calls")
    @APIResponse(
            responseCode = "200",
            description = "As this process knows them",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UpstreamsView.class),
                            examples = @ExampleObject(name = "upstreams", value = UPSTREAMS)))
    public UpstreamsView upstreams(@Context RoutingContext routing) {
        door.actor(routing);
        return views.view();
    }
}
