package dev.deepreasoning.auth;

import dev.deepreasoning.config.Deployment;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/// Reads what an identity provider publishes: OpenID Connect Discovery 1.0 section 4, RFC 7517 section 5. Blocks.
@ApplicationScoped
public class OidcDocuments {
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 256 * 1024;
    private static final int FOUND = 200;

    private final OidcConfig config;
    private final Deployment deployment;

    /// Of the provider of this deployment.
    public OidcDocuments(OidcConfig config, Deployment deployment) {
        this.config = config;
        this.deployment = deployment;
    }

    /// The keys with which the provider signs now.
    ///
    /// @throws IOException where it does not tell them in time, or tells something else
    List<JsonWebKey> keys() throws IOException, InterruptedException {
        // One that goes with the call: the keys are asked for every few minutes, and a client holds a thread.
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .build();
        try {
            URI address = config.jwksUrl().isPresent() ? config.jwksUrl().get() : discovered(client);
            List<JsonWebKey> keys = new JsonWebKeySet(text(client, address))
                    .getJsonWebKeys().stream()
                            .filter(PublicJsonWebKey.class::isInstance)
                            .toList();
            if (keys.isEmpty()) {
                throw new IOException("the key set is empty");
            }
            return keys;
        } catch (JoseException malformed) {
            throw new IOException("the answer is no key set or no JSON", malformed);
        } finally {
            client.shutdownNow();
        }
    }

    private URI discovered(HttpClient client) throws IOException, InterruptedException, JoseException {
        String issuer = config.issuer().orElseThrow().toString();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        Map<String, Object> document = JsonUtil.parseJson(text(client, URI.create(base + DISCOVERY)));
        if (!issuer.equals(document.get("issuer"))) {
            throw new IOException("the discovery document names another issuer");
        }
        if (document.get("jwks_uri") instanceof String told) {
            try {
                URI address = URI.create(told);
                if (OidcCheck.safe(address, deployment)) {
                    return address;
                }
            } catch (IllegalArgumentException malformed) {
                throw new IOException("the discovery document's jwks_uri is no URL", malformed);
            }
        }
        throw new IOException("the discovery document has no jwks_uri that begins with https://");
    }

    private static String text(HttpClient client, URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("accept", "application/json, application/jwk-set+json")
                .build();
        // The request's own time ends with the head; this one is for the body, too.
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
        try {
            HttpResponse<String> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != FOUND) {
                throw new IOException("the status is " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("no whole answer came", failure);
        }
    }
}
