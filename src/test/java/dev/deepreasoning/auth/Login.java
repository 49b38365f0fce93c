package dev.deepreasoning.auth;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwt.JwtClaims;

/// Where an identity provider's users sign in: a page that asks who they are, and tokens for the codes it gives. Each code
/// is of use once, for the client, the address and the verifier that it was asked for.
public final class Login {
    static final String AUTHORIZE = "/authorize";
    static final String TOKEN = "/token";
    static final String CLIENT = "the-page";
    static final String SECRET = "a s3cret+with/signs:%";

    private static final String DONE = "/signed-in";

    private final Issuer issuer;
    private final Map<String, Map<String, String>> visits = new ConcurrentHashMap<>();

    /// What its ID tokens say beside the usual.
    volatile Consumer<JwtClaims> claims = _ -> {};

    /// What it answers to codes in place of tokens: a status and a body.
    volatile Map.Entry<Integer, String> instead;

    /// The form and the header with which the last code came.
    volatile Map<String, String> form = Map.of();
    volatile String authorization;

    Login(Issuer issuer) {
        this.issuer = issuer;
    }

    /// The settings of a gateway that sends browsers there, beside [Issuer#settings].
    ///
    /// @param page the gateway's own address
    public static Map<String, String> settings(String page) {
        return Map.of(
                "deepreasoning.oidc.client-id",
                CLIENT,
                "deepreasoning.oidc.client-secret",
                SECRET,
                "deepreasoning.oidc.redirect-url",
                page + "/v1/session/oidc/callback",
                "deepreasoning.oidc.name",
                "Example Login");
    }

    /// What a browser brings back when somebody has signed in.
    ///
    /// @param sent where the gateway has sent it
    public URI back(URI sent, String subject) {
        return back(query(sent.getRawQuery()), subject);
    }

    private URI back(Map<String, String> asked, String subject) {
        Map<String, String> told = new HashMap<>(Map.of("state", asked.get("state"), "iss", issuer.address()));
        if (subject.isEmpty()) {
            told.put("error", "access_denied");
        } else {
            String code = UUID.randomUUID().toString();
            Map<String, String> visit = new HashMap<>(asked);
            visit.put("sub", subject);
            visits.put(code, visit);
            told.put("code", code);
        }
        return URI.create(asked.get("redirect_uri") + "?" + form(told));
    }

    void page(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        if (exchange.getRequestURI().getPath().equals(AUTHORIZE + DONE)) {
            Map<String, String> asked = query(query);
            exchange.getResponseHeaders()
                    .set("location", back(asked, asked.get("as")).toString());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
            return;
        }
        String target = AUTHORIZE + DONE + "?" + query.replace("&", "&amp;") + "&amp;as=";
        exchange.getResponseHeaders().set("content-type", "text/html");
        answer(exchange, 200, """
                <!doctype html><title>Example Login</title><h1>Example Login</h1>
                <a href="%1$soperator">I am the operator</a> <a href="%1$sanna">I am Anna</a> <a href="%1$s">Cancel</a>
                """.formatted(target));
    }

    void token(HttpExchange exchange) throws IOException {
        form = query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        authorization = exchange.getRequestHeaders().getFirst("authorization");
        Map.Entry<Integer, String> other = instead;
        if (other != null) {
            answer(exchange, other.getKey(), other.getValue());
            return;
        }
        Map<String, String> visit = visits.remove(form.getOrDefault("code", ""));
        if (visit == null
                || !form.get("grant_type").equals("authorization_code")
                || !visit.get("response_type").equals("code")
                || !List.of(visit.get("scope").split(" ", -1)).contains("openid")
                || !visit.get("redirect_uri").equals(form.get("redirect_uri"))
                || !visit.get("code_challenge_method").equals("S256")
                || !visit.get("code_challenge").equals(challenge(form.get("code_verifier")))) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"the code that was sent\"}");
            return;
        }
        String subject = visit.get("sub");
        String token = issuer.token(subject, told -> {
            told.setAudience(visit.get("client_id"));
            told.setClaim("nonce", visit.get("nonce"));
            if (subject.startsWith("operator")) {
                told.setClaim("roles", List.of("deepreasoning-admin"));
            }
            claims.accept(told);
        });
        answer(
                exchange,
                200,
                JsonUtil.toJson(Map.of("id_token", token, "access_token", "opaque", "token_type", "Bearer")));
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The parameters of a query or a form.
    public static Map<String, String> query(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String each : text.split("&", -1)) {
            String[] both = each.split("=", 2);
            fields.put(
                    URLDecoder.decode(both[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(both.length > 1 ? both[1] : "", StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /// As an operator writes them.
    record Client(
            Optional<String> clientId,
            Optional<String> clientSecret,
            Optional<URI> redirectUrl,
            String scopes,
            Optional<String> name)
            implements OidcSignInConfig {
        static final Client NONE =
                new Client(Optional.empty(), Optional.empty(), Optional.empty(), "openid profile", Optional.empty());

        static Client of(String redirectUrl) {
            return new Client(
                    Optional.of(CLIENT),
                    Optional.empty(),
                    Optional.ofNullable(redirectUrl).map(URI::create),
                    "openid profile",
                    Optional.empty());
        }

        Client withSecret() {
            return new Client(clientId, Optional.of(SECRET), redirectUrl, scopes, name);
        }

        Client withId(String id) {
            return new Client(Optional.ofNullable(id), clientSecret, redirectUrl, scopes, name);
        }

        Client withScopes(String other) {
            return new Client(clientId, clientSecret, redirectUrl, other, name);
        }

        Client withName(String other) {
            return new Client(clientId, clientSecret, redirectUrl, scopes, Optional.of(other));
        }
    }
}
