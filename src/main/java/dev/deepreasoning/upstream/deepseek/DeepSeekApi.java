package dev.deepreasoning.upstream.deepseek;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/// The plain calls of a reasoner host. Answers come with any status, as text.
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
interface DeepSeekApi {
    /// Lists what the host serves.
    ///
    /// @param query the host's own parameters
    @GET
    @Path("models")
    Uni<RestResponse<String>> models(@RestQuery Map<String, String> query);
}
