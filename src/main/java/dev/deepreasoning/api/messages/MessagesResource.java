package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.Answering;
import dev.deepreasoning.api.EventEncoder;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestBodies;
import dev.deepreasoning.api.RequestBorder;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.api.WholeAnswer;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.ReasoningSeal;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.metering.PromptCounter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// `POST /v1/messages` and `POST /v1/messages/count_tokens`, in every version of Anthropic's API and without one. The
/// body's `stream` alone decides between both forms of an answer.
@Path("/v1/messages")
public class MessagesResource {
    private final RequestBodies bodies;
    private final Answering answering;
    private final PromptCounter counter;
    private final ReasoningSeal seal;

    /// The resource.
    public MessagesResource(RequestBodies bodies, Answering answering, PromptCounter counter, ReasoningSeal seal) {
        this.bodies = bodies;
        this.answering = answering;
        this.counter = counter;
        this.seal = seal;
    }

    /// Answers, whole or as a stream.
    @Operation(hidden = true)
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> create(RoutingContext routing) {
        Caller caller = answering.caller(routing);
        MultiMap headers = routing.request().headers();
        return bodies.read(routing, body -> MessagesRequestDecoder.decode(body, headers))
                .chain(request -> answering.answer(
                        request.canonical(), List.of(), caller, routing, encoders(request, caller, routing)));
    }

    private Answering.Encoders encoders(MessagesRequest request, Caller caller, RoutingContext routing) {
        ThinkingBlock thinking = new ThinkingBlock(request.thinking(), seal, caller.id());
        return new Answering.Encoders() {
            @Override
            public EventEncoder streamed(UsageExtension extension) {
                long input = counter.estimate(request.canonical());
                return new MessagesEventEncoder(
                        extension, thinking, request.searchShown(), input, RequestBorder.requestId(routing));
            }

            @Override
            public JsonBytes whole(Completion completion, UsageExtension extension) {
                JsonBytes out = new JsonBytes();
                MessagesResponseEncoder.encode(completion, extension, thinking, request.searchShown(), out);
                return out;
            }
        };
    }

    /// Counts a prompt's tokens without answering it: Anthropic's own count where it can be had, else an estimate that
    /// says so. R1's reasoning, which does not exist yet, is not in it.
    @Operation(hidden = true)
    @POST
    @Path("/count_tokens")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> countTokens(RoutingContext routing) {
        Caller caller = answering.caller(routing);
        MultiMap headers = routing.request().headers();
        return bodies.read(routing, body -> MessagesRequestDecoder.decodeCount(body, headers))
                .chain(request -> counter.count(request.canonical(), caller))
                .invoke(count -> WholeAnswer.send(
                        new JsonBytes()
                                .ascii("{\"input_tokens\":")
                                .number(count.tokens())
                                .ascii(",\"deepreasoning\":{\"source\":")
                                .string(count.source())
                                .ascii("}}"),
                        routing))
                .replaceWithVoid();
    }
}
