package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.Answering;
import dev.deepreasoning.api.EventEncoder;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestBodies;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.Completion;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// `POST /v1/chat/completions`. The body's `stream` alone decides between both forms: SDKs ask for JSON in `Accept` and
/// want a stream all the same, so nothing is negotiated and the answer is written by hand.
@Path("/v1/chat/completions")
public class ChatCompletionsResource {
    private final RequestBodies bodies;
    private final Answering answering;

    /// The resource.
    public ChatCompletionsResource(RequestBodies bodies, Answering answering) {
        this.bodies = bodies;
        this.answering = answering;
    }

    /// Answers, whole or as a stream.
    @Operation(hidden = true)
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> create(RoutingContext routing) {
        Caller caller = answering.caller(routing);
        MultiMap headers = routing.request().headers();
        return bodies.read(routing, body -> ChatRequestDecoder.decode(body, headers))
                .chain(request ->
                        answering.answer(request.canonical(), List.of(), caller, routing, new Encoders(request)));
    }

    /// How this request's answer is told.
    private record Encoders(ChatRequest request) implements Answering.Encoders {
        @Override
        public EventEncoder streamed(UsageExtension extension) {
            return new ChatEventEncoder(request, extension);
        }

        @Override
        public JsonBytes whole(Completion completion, UsageExtension extension) {
            JsonBytes out = new JsonBytes();
            ChatResponseEncoder.encode(completion, request, extension, out);
            return out;
        }
    }
}
