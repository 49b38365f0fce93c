package dev.deepreasoning.upstream.anthropic;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// The plain calls of Anthropic's API. Answers come with any status, as text: a refusal's body says what was wrong.
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
interface AnthropicApi {
    /// Counts a prompt's tokens; free of charge.
    @POST
    @Path("/messages/count_tokens")
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<RestResponse<String>> countTokens(
            @HeaderParam("x-api-key") @Nullable String key,
            @HeaderParam("anthropic-version") String version,
            @HeaderParam("anthropic-beta") @Nullable String beta,
            byte[] body);
}
