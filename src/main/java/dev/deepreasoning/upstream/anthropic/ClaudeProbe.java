package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.resteasy.reactive.RestResponse;

/// Looks whether an endpoint, its key and a model work, without generating a token; for the `check` command.
@ApplicationScoped
public class ClaudeProbe {
    private final AnthropicApis apis;

    /// The probe.
    ///
    /// @param apis clients for the plain calls
    public ClaudeProbe(AnthropicApis apis) {
        this.apis = apis;
    }

    /// Asks the endpoint for the model. Never fails.
    public Uni<Verdict> probe(AnthropicEndpoint endpoint, String claudeId) {
        return Uni.createFrom()
                .deferred(() -> apis.of(endpoint).model(endpoint.apiKey(), endpoint.version(), claudeId))
                .map(ClaudeProbe::verdict)
                .onFailure()
                .recoverWithItem(Verdict.UNREACHABLE);
    }

    private static Verdict verdict(RestResponse<String> answer) {
        if (answer.getStatus() == RestResponse.StatusCode.OK) {
            return Verdict.ALIVE;
        }
        String body = answer.getEntity();
        GatewayException meant = new ClaudeErrors(true)
                .toException(answer.getStatus(), answer::getHeaderString, body == null ? "" : body);
        return switch (meant.kind()) {
            case AUTHENTICATION -> Verdict.KEY_REFUSED;
            case MODEL_NOT_FOUND -> Verdict.MODEL_GONE;
            default -> Verdict.UNCLEAR;
        };
    }

    /// What a probe found.
    public enum Verdict {
        /// The key is good and the model is served.
        ALIVE,
        /// The host is there and refuses the key.
        KEY_REFUSED,
        /// The host and the key are good, but the model is not served (any more).
        MODEL_GONE,
        /// The host answers, but neither yes nor no: overloaded, or without this route.
        UNCLEAR,
        /// Nothing answers at the address.
        UNREACHABLE
    }
}
