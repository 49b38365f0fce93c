package dev.deepreasoning.upstream.deepseek;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.upstream.Egress;
import dev.deepreasoning.upstream.PlainCalls;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.RestResponse;

/// A REST client for each host, over HTTP/1.1.
@ApplicationScoped
class DeepSeekApis {
    private static final ObjectMapper TREE = new ObjectMapper();
    private static final long READ_SECONDS = 15;

    private final Egress egress;
    private final Map<ReasonerHost, DeepSeekApi> clients = new ConcurrentHashMap<>();

    @Inject
    DeepSeekApis(Egress egress) {
        this.egress = egress;
    }

    /// The names of the models that a host serves; empty where it does not tell, or does not know its key.
    Uni<List<String>> models(ReasonerHost host) {
        return of(host).models(host.query())
                .map(DeepSeekApis::names)
                .onFailure()
                .recoverWithItem(List.of());
    }

    DeepSeekApi of(ReasonerHost host) {
        return clients.computeIfAbsent(host, this::build);
    }

    /// Most hosts put the list under `data`, Together sends it bare.
    private static List<String> names(RestResponse<String> answer) {
        List<String> names = new ArrayList<>();
        if (answer.getStatus() == RestResponse.StatusCode.OK) {
            try {
                JsonNode body = TREE.readTree(String.valueOf(answer.getEntity()));
                for (JsonNode model : body.isArray() ? body : body.path("data")) {
                    if (model.path("id").isTextual()) {
                        names.add(model.path("id").textValue());
                    }
                }
            } catch (JsonProcessingException e) {
                return List.of();
            }
        }
        return names;
    }

    private DeepSeekApi build(ReasonerHost host) {
        MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
        ReasonerRequestEncoder.headers(host, StageOverrides.NONE).forEach(headers::putSingle);
        return PlainCalls.client(host.baseUrl(), egress)
                .readTimeout(READ_SECONDS, TimeUnit.SECONDS)
                .clientHeadersFactory((incoming, outgoing) -> headers)
                .build(DeepSeekApi.class);
    }
}
