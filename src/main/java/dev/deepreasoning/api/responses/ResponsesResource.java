package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.Answering;
import dev.deepreasoning.api.EventEncoder;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestBodies;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.api.WholeAnswer;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.ReasoningSeal;
import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.Completion.CompletedBlock;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.metering.PromptCounter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// `POST /v1/responses`. The body's `stream` alone decides between both forms of an answer.
@Path("/v1/responses")
public class ResponsesResource {
    private final RequestBodies bodies;
    private final Answering answering;
    private final PromptCounter counter;
    private final ReasoningSeal seal;
    private final RecentItems items;
    private final Catalog catalog;

    /// The resource.
    ResponsesResource(
            RequestBodies bodies,
            Answering answering,
            PromptCounter counter,
            ReasoningSeal seal,
            RecentItems items,
            Catalog catalog) {
        this.bodies = bodies;
        this.answering = answering;
        this.counter = counter;
        this.seal = seal;
        this.items = items;
        this.catalog = catalog;
    }

    /// Answers, whole or as a stream.
    @Operation(hidden = true)
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> create(RoutingContext routing) {
        Caller caller = answering.caller(routing);
        return read(routing, caller).chain(request -> {
            Truncation fitted = fitted(request);
            List<Adjustment> adjusted = new ArrayList<>(request.adjusted());
            adjusted.addAll(fitted.dropped());
            return answering.answer(fitted.request(), adjusted, caller, routing, encoders(request, caller));
        });
    }

    private Truncation fitted(ResponsesRequest request) {
        CanonicalRequest canonical = request.canonical();
        return request.truncated()
                ? Truncation.of(
                        canonical,
                        catalog.resolve(canonical.model(), canonical.anthropicModel())
                                .answerer(),
                        counter::estimate)
                : new Truncation(canonical, List.of());
    }

    private Uni<ResponsesRequest> read(RoutingContext routing, Caller caller) {
        MultiMap headers = routing.request().headers();
        return bodies.read(
                routing, body -> ResponsesRequestDecoder.decode(body, headers, id -> items.find(caller.id(), id)));
    }

    private Answering.Encoders encoders(ResponsesRequest request, Caller caller) {
        Owned owned = new Owned(caller.id(), request.kept());
        return new Answering.Encoders() {
            @Override
            public EventEncoder streamed(UsageExtension extension) {
                return new ResponsesEventEncoder(request, extension, owned);
            }

            @Override
            public JsonBytes whole(Completion completion, UsageExtension extension) {
                ResponsesEventEncoder encoder = new ResponsesEventEncoder(request, extension, owned);
                replay(completion, encoder);
                return new JsonBytes().raw(encoder.whole());
            }
        };
    }

    /// A whole answer is told to the encoder of streams, whose last event holds it.
    static void replay(Completion completion, ResponsesEventEncoder encoder) {
        JsonBytes unread = new JsonBytes();
        encoder.encode(
                new Started(
                        completion.id(),
                        completion.created(),
                        completion.model(),
                        completion.report().adjusted()),
                unread);
        List<CompletedBlock> blocks = completion.blocks();
        for (int i = 0; i < blocks.size(); i++) {
            CompletedBlock block = blocks.get(i);
            encoder.encode(new BlockStarted(i, block.block()), unread);
            StreamEvent content =
                    switch (block.block()) {
                        case Block.Reasoning _ -> new ReasoningDelta(i, block.text());
                        case Block.Text _ -> new TextDelta(i, block.text());
                        case Block.ToolCall _ -> new ToolArgumentsDelta(i, block.text());
                        case Block.Search _ -> new BlockStopped(i);
                    };
            if (!(content instanceof BlockStopped)) {
                encoder.encode(content, unread);
                for (Citation citation : block.citations()) {
                    encoder.encode(new CitationDelta(i, citation), unread);
                }
            }
            encoder.encode(new BlockStopped(i), unread);
            unread.take();
        }
        encoder.encode(
                new Finished(
                        completion.stopReason(), completion.stopSequence(), completion.refusal(), completion.report()),
                unread);
    }

    /// Counts a prompt's tokens without answering it.
    @Operation(hidden = true)
    @POST
    @Path("/input_tokens")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> countTokens(RoutingContext routing) {
        Caller caller = answering.caller(routing);
        return read(routing, caller)
                .chain(request -> counter.count(request.canonical(), caller))
                .invoke(count -> WholeAnswer.send(
                        new JsonBytes()
                                .ascii("{\"object\":\"response.input_tokens\",\"input_tokens\":")
                                .number(count.tokens())
                                .ascii("}"),
                        routing))
                .replaceWithVoid();
    }

    /// Nothing is stored: there is nothing to get.
    @Operation(hidden = true)
    @GET
    @Path("/{id}")
    public Uni<Void> get(@PathParam("id") String id, RoutingContext routing) {
        return missing(id, routing);
    }

    /// Nothing is stored: there is nothing to delete.
    @Operation(hidden = true)
    @DELETE
    @Path("/{id}")
    public Uni<Void> delete(@PathParam("id") String id, RoutingContext routing) {
        return missing(id, routing);
    }

    /// Nothing is stored: there are no items to list.
    @Operation(hidden = true)
    @GET
    @Path("/{id}/input_items")
    public Uni<Void> inputItems(@PathParam("id") String id, RoutingContext routing) {
        return missing(id, routing);
    }

    private Uni<Void> missing(String id, RoutingContext routing) {
        answering.caller(routing);
        String shown = id.matches("[A-Za-z0-9_-]{1,80}") ? id : "?";
        return Uni.createFrom()
                .failure(GatewayException.of(
                        ErrorKind.NOT_FOUND,
                        null,
                        "Response with id '" + shown + "' not found: responses are not stored here."));
    }

    /// Items and reasoning of one caller.
    private final class Owned implements ResponsesEventEncoder.Keeping {
        private final String owner;
        private final boolean kept;

        Owned(String owner, boolean kept) {
            this.owner = owner;
            this.kept = kept;
        }

        @Override
        public void keep(String id, String json) {
            if (kept) {
                items.put(owner, id, json);
            }
        }

        @Override
        public String hide(String reasoning) {
            return seal.hide(owner, reasoning);
        }
    }
}
