package dev.deepreasoning.api;

import dev.deepreasoning.api.wire.Welcome;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;

/// `GET /` and `HEAD /`: agents ask for it to see whether anybody is there, people to see what it is.
@Path("/")
public class RootResource {
    private static final Welcome WELCOME = new Welcome(
            "DeepReasoning",
            "/q/openapi",
            List.of("/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/models"));

    /// Says hello.
    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @SecurityRequirementsSet
    @Operation(operationId = "welcome", summary = "What this is; needs no key")
    public Welcome welcome() {
        return WELCOME;
    }
}
