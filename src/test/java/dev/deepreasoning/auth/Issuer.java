package dev.deepreasoning.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Identities;
import dev.deepreasoning.ledger.Offloading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/// An identity provider on this machine.
public final class Issuer implements AutoCloseable {
    static final String DISCOVERY = "/.well-known/openid-configuration";
    static final String JWKS = "/keys";
    static final String AUDIENCE = "the-gateway";

    final PublicJsonWebKey rsa = rsaKey("rsa-1");
    final PublicJsonWebKey ec = ecKey();

    private final AtomicBoolean open = new AtomicBoolean(true);
    private final HttpServer server;
    private final Clock clock;
    private final Login login = new Login(this);
    private final Map<String, String> documents = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    /// One that answers.
    public Issuer(Clock clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.createContext(Login.AUTHORIZE, login::page);
        server.createContext(Login.TOKEN, login::token);
        server.start();
        tellOfItself(Map.of());
        publish(rsa, ec);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
        byte[] body = documents.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("location", address() + JWKS);
        try (exchange) {
            exchange.sendResponseHeaders(statuses.getOrDefault(path, 200), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException theyHaveReadEnough) {
            assert !theyHaveReadEnough.toString().isEmpty();
        }
    }

    /// What its tokens name as `iss`.
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Publishes its discovery document.
    void tellOfItself(Map<String, Object> more) {
        Map<String, Object> document = new HashMap<>(Map.of(
                "issuer", address(),
                "jwks_uri", address() + JWKS,
                "authorization_endpoint", address() + Login.AUTHORIZE,
                "token_endpoint", address() + Login.TOKEN));
        document.putAll(more);
        documents.put(DISCOVERY, JsonUtil.toJson(document));
    }

    /// Where its users sign in.
    public Login login() {
        return login;
    }

    void publish(JsonWebKey... keys) {
        documents.put(JWKS, new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    }

    void tell(String path, int status, String document) {
        statuses.put(path, status);
        documents.put(path, document);
    }

    int asked(String path) {
        AtomicInteger times = asked.get(path);
        return times == null ? 0 : times.get();
    }

    static PublicJsonWebKey rsaKey(String id) {
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicJsonWebKey ecKey() {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId("ec-1");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A token of a subject, for this gateway, for five minutes.
    public String token(String subject, Consumer<? super JwtClaims> change) {
        return signed(rsa, "RS256", claims(subject, change));
    }

    JwtClaims claims(String subject, Consumer<? super JwtClaims> change) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(address());
        claims.setAudience("another-service", AUDIENCE);
        claims.setSubject(subject);
        claims.setExpirationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond() + 300));
        change.accept(claims);
        return claims;
    }

    static String signed(PublicJsonWebKey key, String algorithm, JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key.getPrivateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The settings of a gateway that takes its tokens.
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("deepreasoning.oidc.issuer", address());
        settings.put("deepreasoning.oidc.audience", AUDIENCE);
        return settings;
    }

    Settings config() {
        return Settings.of(address());
    }

    OidcTokens tokens(OidcConfig config) {
        return new OidcTokens(
                config,
                new OidcKeys(new OidcDocuments(config, GatewayKeysTest.PACKAGED), new Offloading(20), clock),
                clock);
    }

    /// A gateway that gives nobody an account for a token.
    static OidcAccounts noAccounts(Database database) {
        Later clock = new Later();
        Settings off = Settings.NONE;
        return new OidcAccounts(
                off,
                new OidcTokens(
                        off,
                        new OidcKeys(new OidcDocuments(off, GatewayKeysTest.PACKAGED), new Offloading(20), clock),
                        clock),
                new Identities(database, new Accounts(database)),
                GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, "accounts"),
                database,
                new Simulated());
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            server.stop(0);
        }
    }

    private record Simulated() implements Upstreams {
        @Override
        public boolean simulated() {
            return true;
        }

        @Override
        public List<ReasonerHost> reasoners() {
            return List.of();
        }

        @Override
        public List<AnthropicEndpoint> anthropic() {
            return List.of();
        }
    }

    /// As an operator writes them.
    record Settings(
            Optional<URI> issuer,
            Optional<String> audience,
            Optional<URI> jwksUrl,
            String adminClaim,
            String adminValue,
            boolean accounts)
            implements OidcConfig {
        static final Settings NONE = new Settings(
                Optional.empty(), Optional.empty(), Optional.empty(), "roles", "deepreasoning-admin", false);

        static Settings of(String issuer) {
            return new Settings(
                    Optional.of(URI.create(issuer)),
                    Optional.of(AUDIENCE),
                    Optional.empty(),
                    "roles",
                    "deepreasoning-admin",
                    false);
        }

        Settings withClaim(String name) {
            return new Settings(issuer, audience, jwksUrl, name, adminValue, accounts);
        }

        Settings withKeysAt(String address) {
            return new Settings(issuer, audience, Optional.of(URI.create(address)), adminClaim, adminValue, accounts);
        }

        Settings withAudience(String name) {
            return new Settings(issuer, Optional.ofNullable(name), jwksUrl, adminClaim, adminValue, accounts);
        }

        Settings withAccounts() {
            return new Settings(issuer, audience, jwksUrl, adminClaim, adminValue, true);
        }
    }
}
