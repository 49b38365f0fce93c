package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.api.Answering;
import dev.deepreasoning.api.EventEncoder;
import dev.deepreasoning.api.Failures;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestBodies;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.OwnKeys;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.metering.Charges;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// `POST /`. Both upstream keys come with the request, and where the operator does not allow that, there is nothing here.
@Path("/")
public class WinFuncResource {
    private static final int NOT_FOUND = 404;

    private final RequestBodies bodies;
    private final Answering answering;
    private final OwnKeys ownKeys;
    private final Charges charges;

    /// The resource.
    public WinFuncResource(RequestBodies bodies, Answering answering, OwnKeys ownKeys, Charges charges) {
        this.bodies = bodies;
        this.answering = answering;
        this.ownKeys = ownKeys;
        this.charges = charges;
    }

    /// Answers, whole or as a stream.
    @Operation(hidden = true)
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> create(RoutingContext routing) {
        if (!ownKeys.enabled()) {
            throw Failures.ofStatus(NOT_FOUND);
        }
        require(routing, OwnKeys.REASONER);
        require(routing, OwnKeys.ANSWERER);
        Caller caller = answering.caller(routing);
        return bodies.read(routing, WinFuncRequestDecoder::decode)
                .chain(request -> answering.answer(
                        request.canonical(), List.of(), caller, routing, new Encoders(request, charges)));
    }

    private static void require(RoutingContext routing, String header) {
        String value = routing.request().getHeader(header);
        if (value == null || value.isBlank()) {
            throw GatewayException.of(
                            ErrorKind.INVALID_REQUEST,
                            WinFuncDialect.MISSING_HEADER,
                            "Missing required header: " + header + ".")
                    .withParam(header);
        }
    }

    /// How this request's answer is told.
    private record Encoders(WinFuncRequest request, Charges charges) implements Answering.Encoders {
        @Override
        public EventEncoder streamed(UsageExtension extension) {
            return new WinFuncEventEncoder(new CombinedUsage(charges, extension));
        }

        @Override
        public JsonBytes whole(Completion completion, UsageExtension extension) {
            JsonBytes out = new JsonBytes();
            WinFuncResponseEncoder.encode(completion, request.verbose(), new CombinedUsage(charges, extension), out);
            return out;
        }
    }
}
