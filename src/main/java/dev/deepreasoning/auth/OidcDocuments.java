package dev.deepreasoning.auth;

import dev.deepreasoning.config.Deployment;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/// Reads what an identity provider publishes: OpenID Connect Discovery 1.0 section 4, RFC 7517 section 5. Blocks.
@ApplicationScoped
public class OidcDocuments {
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final OidcConfig config;
    private final Deployment deployment;

    /// Of the provider of this deployment.
    public OidcDocuments(OidcConfig config, Deployment deployment) {
        this.config = config;
        this.deployment = deployment;
    }

    /// Where browsers are sent to sign in, and codes exchanged.
    ///
    /// @param secretInForm a client's secret is taken as a form's field alone, not by HTTP Basic
    record Endpoints(URI authorization, URI token, boolean secretInForm) {}

    /// The keys with which the provider signs now.
    ///
    /// @throws IOException where it does not tell them in time, or tells something else
    List<JsonWebKey> keys() throws IOException, InterruptedException {
        try (OidcCalls calls = new OidcCalls()) {
            URI address =
                    config.jwksUrl().isPresent() ? config.jwksUrl().get() : address(discovered(calls), "jwks_uri");
            List<JsonWebKey> keys = new JsonWebKeySet(calls.document(address))
                    .getJsonWebKeys().stream()
                            .filter(PublicJsonWebKey.class::isInstance)
                            .toList();
            if (keys.isEmpty()) {
                throw new IOException("the key set is empty");
            }
            return keys;
        } catch (JoseException malformed) {
            throw new IOException("the answer is no key set or no JSON", malformed);
        }
    }

    /// Its endpoints for signing in.
    ///
    /// @throws IOException where it does not tell them in time, or tells something else
    Endpoints endpoints() throws IOException, InterruptedException {
        try (OidcCalls calls = new OidcCalls()) {
            Map<String, Object> document = discovered(calls);
            // Basic is what is meant where the provider says nothing.
            boolean inForm = document.get("token_endpoint_auth_methods_supported") instanceof List<?> methods
                    && methods.contains("client_secret_post")
                    && !methods.contains("client_secret_basic");
            return new Endpoints(
                    address(document, "authorization_endpoint"), address(document, "token_endpoint"), inForm);
        } catch (JoseException malformed) {
            throw new IOException("the answer is no JSON", malformed);
        }
    }

    private Map<String, Object> discovered(OidcCalls calls) throws IOException, InterruptedException, JoseException {
        String issuer = config.issuer().orElseThrow().toString();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        Map<String, Object> document = JsonUtil.parseJson(calls.document(URI.create(base + DISCOVERY)));
        if (!issuer.equals(document.get("issuer"))) {
            throw new IOException("the discovery document names another issuer");
        }
        return document;
    }

    private URI address(Map<String, Object> document, String name) throws IOException {
        if (document.get(name) instanceof String told) {
            try {
                URI address = URI.create(told);
                if (OidcCheck.safe(address, deployment)) {
                    return address;
                }
            } catch (IllegalArgumentException malformed) {
                throw new IOException("the discovery document's " + name + " is no URL", malformed);
            }
        }
        throw new IOException("the discovery document has no " + name + " that begins with https://");
    }
}
