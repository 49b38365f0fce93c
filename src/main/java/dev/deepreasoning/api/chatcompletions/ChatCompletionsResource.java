package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.AnswerHeaders;
import dev.deepreasoning.api.EventStreamWriter;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestBodies;
import dev.deepreasoning.api.RequestBorder;
import dev.deepreasoning.api.StreamSettings;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.api.WholeAnswer;
import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.ResolvedModel;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.metering.Charges;
import dev.deepreasoning.metering.MeteredPipeline;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/// `POST /v1/chat/completions`. The body's `stream` alone decides between both forms: SDKs ask for JSON in `Accept` and
/// want a stream all the same, so nothing is negotiated and the answer is written by hand.
@Path("/v1/chat/completions")
public class ChatCompletionsResource {
    private final RequestBodies bodies;
    private final MeteredPipeline pipeline;
    private final Authenticator authenticator;
    private final Catalog catalog;
    private final Charges charges;
    private final Upstreams upstreams;
    private final StreamSettings settings;

    /// The resource.
    public ChatCompletionsResource(
            RequestBodies bodies,
            MeteredPipeline pipeline,
            Authenticator authenticator,
            Catalog catalog,
            Charges charges,
            Upstreams upstreams,
            StreamSettings settings) {
        this.bodies = bodies;
        this.pipeline = pipeline;
        this.authenticator = authenticator;
        this.catalog = catalog;
        this.charges = charges;
        this.upstreams = upstreams;
        this.settings = settings;
    }

    /// Answers, whole or as a stream.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> create(RoutingContext routing) {
        HttpServerRequest http = routing.request();
        Caller caller = authenticator.authenticate(
                http.getHeader("authorization"), http.getHeader("x-api-key"), http.getHeader("api-key"));
        return bodies.read(routing, body -> ChatRequestDecoder.decode(body, http.headers()))
                .chain(request -> answer(request, caller, routing));
    }

    private Uni<Void> answer(ChatRequest request, Caller caller, RoutingContext routing) {
        ResolvedModel model =
                catalog.resolve(request.canonical().model(), request.canonical().anthropicModel());
        UsageExtension extension = new UsageExtension(charges, model, caller.operator());
        Multi<StreamEvent> events = pipeline.run(request.canonical(), caller, RequestBorder.runId(routing));
        if (request.canonical().stream()) {
            ChatEventEncoder encoder = new ChatEventEncoder(request, extension);
            return EventStreamWriter.write(events, routing, encoder, settings, upstreams.simulated());
        }
        return WholeAnswer.write(events, routing, (completion, response) -> {
            JsonBytes out = new JsonBytes();
            ChatResponseEncoder.encode(completion, request, extension, out);
            AnswerHeaders.whole(response, completion.report());
            return out;
        });
    }
}
