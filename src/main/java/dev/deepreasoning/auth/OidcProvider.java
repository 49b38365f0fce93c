package dev.deepreasoning.auth;

import dev.deepreasoning.auth.OidcDocuments.Endpoints;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// The identity provider as its client sees it: where browsers are sent to, and what is given for a code (RFC 6749
/// section 4.1, OpenID Connect Core 1.0 section 3.1). Its endpoints are remembered for ten minutes. Blocks.
@ApplicationScoped
public class OidcProvider {
    private static final Logger LOG = Logger.getLogger(OidcProvider.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int GIVEN = 200;
    private static final int TOO_MANY = 429;
    private static final int FAULT = 500;

    /// Names of errors (RFC 6749 section 5.2), and nothing else that a provider may say.
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");

    private final OidcConfig config;
    private final OidcSignInConfig client;
    private final OidcDocuments documents;
    private final Clock clock;

    private final Lock oneAsks = new ReentrantLock();
    private @Nullable Endpoints known;
    private Instant asked = Instant.EPOCH;

    /// Of this deployment, if it has one.
    public OidcProvider(OidcConfig config, OidcSignInConfig client, OidcDocuments documents, Clock clock) {
        this.config = config;
        this.client = client;
        this.documents = documents;
        this.clock = clock;
    }

    /// Its name for people; empty where nobody can sign in by a visit there.
    Optional<String> name() {
        return config.issuer()
                .filter(_ -> client.clientId().isPresent())
                .map(issuer -> client.name()
                        .filter(each -> !each.isBlank())
                        .map(String::strip)
                        .orElse(issuer.getHost()));
    }

    /// What its tokens name as `iss`.
    String issuer() {
        return config.issuer().map(URI::toString).orElse("");
    }

    /// What it calls this gateway.
    String clientId() {
        return client.clientId().orElseThrow();
    }

    /// Where it sends browsers back to.
    URI redirectUrl() {
        return client.redirectUrl().orElseThrow();
    }

    /// Where a browser is sent to sign in.
    ///
    /// @param challenge SHA-256 of the code's verifier, in Base64 (RFC 7636)
    /// @throws GatewayException 503 `identity_provider_unavailable`
    URI authorization(String state, String nonce, String challenge) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", clientId());
        query.put("redirect_uri", redirectUrl().toString());
        query.put("scope", client.scopes().strip());
        query.put("state", state);
        query.put("nonce", nonce);
        query.put("code_challenge", challenge);
        query.put("code_challenge_method", "S256");
        String address = endpoints().authorization().toString();
        return URI.create(address
                + (address.contains("?") ? "&" : "?")
                // A space by its number: what reads a query is not always a form's reader.
                + form(query).replace("+", "%20"));
    }

    /// The ID token that is given for a code.
    ///
    /// @param verifier what the challenge was made from
    /// @throws GatewayException 503 `identity_provider_unavailable`, 401 `sign_in_refused` where it gives none
    String idToken(String code, String verifier) {
        Endpoints at = endpoints();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", "authorization_code");
        fields.put("code", code);
        fields.put("redirect_uri", redirectUrl().toString());
        fields.put("code_verifier", verifier);
        String secret = client.clientSecret().orElse(null);
        String authorization = null;
        if (secret != null && !at.secretInForm()) {
            // Each in the form's own encoding first: RFC 6749 section 2.3.1.
            byte[] both = (encoded(clientId()) + ":" + encoded(secret)).getBytes(StandardCharsets.UTF_8);
            authorization = "Basic " + Base64.getEncoder().encodeToString(both);
        } else {
            fields.put("client_id", clientId());
            if (secret != null) {
                fields.put("client_secret", secret);
            }
        }
        try (OidcCalls calls = new OidcCalls()) {
            return idToken(calls.post(at.token(), form(fields), authorization));
        } catch (IOException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static String idToken(OidcCalls.Answer answer) throws IOException {
        if (answer.status() >= FAULT || answer.status() == TOO_MANY) {
            throw new IOException("the status is " + answer.status());
        }
        Map<String, Object> told;
        try {
            told = JsonUtil.parseJson(answer.body());
        } catch (JoseException noJson) {
            // The library's own words quote what it has read.
            throw refused("answers a code with something that is no JSON, status " + answer.status());
        }
        if (answer.status() == GIVEN && told.get("id_token") instanceof String token) {
            return token;
        }
        throw refused(
                answer.status() == GIVEN
                        ? "gives no ID token for a code"
                        : "does not exchange a code: " + error(told.get("error")) + ", status " + answer.status());
    }

    /// The name of an error, for the log.
    static String error(@Nullable Object told) {
        return told instanceof String name && ERROR.matcher(name).matches() ? name : "no known error";
    }

    /// What is told where the provider, or what it says, is at fault; why is for the operator alone.
    static GatewayException refused(String why) {
        LOG.warnf("Nobody was signed in: the identity provider %s.", why);
        return GatewayException.of(
                ErrorKind.AUTHENTICATION, "sign_in_refused", "The identity provider did not sign you in.");
    }

    private Endpoints endpoints() {
        oneAsks.lock();
        try {
            Instant now = clock.instant();
            if (known != null && asked.plus(REMEMBERED).isAfter(now)) {
                return known;
            }
            if (known == null && asked.plus(OidcCalls.RETRY_AFTER).isAfter(now)) {
                throw unavailable(null);
            }
            asked = now;
            known = null;
            Endpoints told = documents.endpoints();
            known = told;
            return told;
        } catch (IOException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } finally {
            oneAsks.unlock();
        }
    }

    private static GatewayException unavailable(@Nullable Exception cause) {
        GatewayException told = OidcCalls.unavailable("The identity provider does not answer now.");
        if (cause == null) {
            return told;
        }
        LOG.warnf("The identity provider does not answer: %s.", cause.getMessage());
        return told.withCause(cause);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
