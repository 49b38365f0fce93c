package dev.deepreasoning.upstream.linkup;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Linkup's API. Answers come with any status, as text: a refusal's body says what was wrong.
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
interface LinkupApi {
    /// Searches.
    ///
    /// @param trace W3C trace context; absent where the call is not traced
    @POST
    @Path("search")
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<RestResponse<String>> search(
            @HeaderParam("Authorization") String authorization,
            @HeaderParam("traceparent") @Nullable String trace,
            byte[] body);
}
