package dev.deepreasoning.api.pricing;

import dev.deepreasoning.api.Callers;
import dev.deepreasoning.api.RequestBodies;
import dev.deepreasoning.api.RequestReader;
import dev.deepreasoning.api.pricing.wire.EstimateView;
import dev.deepreasoning.api.pricing.wire.EstimateView.Amounts;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.api.wire.Money;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.metering.Estimator;
import dev.deepreasoning.metering.Estimator.Estimate;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What a request would cost: its own body, sent to `/v1/estimate` and the rest of its own address. Free; nothing
/// upstream is called.
@Path("/v1/estimate")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Answers")
@APIResponse(
        responseCode = "400",
        description = "A wrong field",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "401",
        description = "No or a wrong gateway key",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "403",
        description = "The model has no price here",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "404",
        description = "No such model",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
public class EstimateResource {
    private static final String ESTIMATE = """
            {"object":"estimate","model":"claude-sonnet-4-5-20250929","requested_model":"deepreasoning",\
            "most":{"cost":{"amount":"1.432604","currency":"USD"},\
            "tokens":{"prompt":613,"reasoning":16384,"answer":8192,"total":25189}},\
            "typical":{"cost":{"amount":"0.232132","currency":"USD"},\
            "tokens":{"prompt":11,"reasoning":3000,"answer":1000,"total":4011}},"typical_by":"experience","searches":0,\
            "rates":{"input":{"amount":"0.012","currency":"USD"},"output":{"amount":"0.058","currency":"USD"},\
            "web_search":{"amount":"0.013","currency":"USD"}},\
            "balance":{"available":{"amount":"14.237692","currency":"USD"},"covers":"full"}}""";
    private static final String CHAT = """
            {"model":"deepreasoning","messages":[{"role":"user","content":"How many r are in strawberry?"}]}""";
    private static final String MESSAGE = """
            {"model":"deepreasoning","max_tokens":1024,\
            "messages":[{"role":"user","content":"How many r are in strawberry?"}]}""";
    private static final String RESPONSE = """
            {"model":"deepreasoning","input":"How many r are in strawberry?"}""";

    private final Callers callers;
    private final RequestBodies bodies;
    private final Estimator estimator;
    private final Map<String, RequestReader> readers;

    /// The resource.
    ///
    /// @param readers of every dialect
    public EstimateResource(
            Callers callers, RequestBodies bodies, Estimator estimator, @Any Instance<RequestReader> readers) {
        this.callers = callers;
        this.bodies = bodies;
        this.estimator = estimator;
        this.readers = readers.stream().collect(Collectors.toMap(RequestReader::endpoint, Function.identity()));
    }

    /// Of a request to Chat Completions; the short address.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "estimate",
            summary = "What a request to Chat Completions would cost, at most and typically; free")
    @APIResponse(
            responseCode = "200",
            description = "The estimate",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EstimateView.class),
                            examples = @ExampleObject(name = "estimate", value = ESTIMATE)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/ChatCompletionRequest"),
                            examples = @ExampleObject(name = "question", value = CHAT)))
    public Uni<EstimateView> estimate(@Context RoutingContext routing) {
        return of("chat_completions", routing);
    }

    /// Of a request to Chat Completions.
    @POST
    @Path("/chat/completions")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "estimateChatCompletion",
            summary = "What a request to Chat Completions would cost, at most and typically; free")
    @APIResponse(
            responseCode = "200",
            description = "The estimate",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EstimateView.class),
                            examples = @ExampleObject(name = "estimate", value = ESTIMATE)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/ChatCompletionRequest"),
                            examples = @ExampleObject(name = "question", value = CHAT)))
    public Uni<EstimateView> chat(@Context RoutingContext routing) {
        return of("chat_completions", routing);
    }

    /// Of a request to Responses.
    @POST
    @Path("/responses")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "estimateResponse",
            summary = "What a request to Responses would cost, at most and typically; free")
    @APIResponse(
            responseCode = "200",
            description = "The estimate",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EstimateView.class),
                            examples = @ExampleObject(name = "estimate", value = ESTIMATE)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/ResponseRequest"),
                            examples = @ExampleObject(name = "question", value = RESPONSE)))
    public Uni<EstimateView> response(@Context RoutingContext routing) {
        return of("responses", routing);
    }

    /// Of a request to Messages.
    @POST
    @Path("/messages")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "estimateMessage",
            summary = "What a request to Messages would cost, at most and typically; free")
    @APIResponse(
            responseCode = "200",
            description = "The estimate",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EstimateView.class),
                            examples = @ExampleObject(name = "estimate", value = ESTIMATE)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/MessageRequest"),
                            examples = @ExampleObject(name = "question", value = MESSAGE)))
    public Uni<EstimateView> message(@Context RoutingContext routing) {
        return of("messages", routing);
    }

    private Uni<EstimateView> of(String endpoint, RoutingContext routing) {
        Caller caller = callers.of(routing);
        MultiMap headers = routing.request().headers();
        RequestReader reader = Objects.requireNonNull(readers.get(endpoint));
        return bodies.read(routing, body -> reader.read(body, headers, caller))
                .chain(request -> estimator.of(request, caller))
                .map(EstimateResource::view);
    }

    private static EstimateView view(Estimate estimate) {
        return new EstimateView(
                "estimate",
                estimate.model(),
                estimate.requested(),
                amounts(estimate.most()),
                amounts(estimate.typical()),
                estimate.ownHabit() ? "account" : "experience",
                estimate.searches() ? 1 : 0,
                new EstimateView.Rates(
                        Money.usd(estimate.price().input()),
                        Money.usd(estimate.price().output()),
                        Money.usd(estimate.webSearch())),
                balance(estimate));
    }

    private static Amounts amounts(Estimator.Amounts amounts) {
        return new Amounts(
                Money.usd(amounts.cost()),
                new EstimateView.Tokens(
                        amounts.prompt(),
                        amounts.reasoning(),
                        amounts.answer(),
                        amounts.prompt() + amounts.reasoning() + amounts.answer()));
    }

    private static EstimateView.@Nullable Balance balance(Estimate estimate) {
        BigDecimal available = estimate.available();
        if (available == null) {
            return null;
        }
        String covers = available.compareTo(estimate.most().cost()) >= 0
                ? "full"
                : available.compareTo(estimate.least()) >= 0 ? "reduced" : "insufficient";
        return new EstimateView.Balance(Money.usd(available), covers);
    }
}
