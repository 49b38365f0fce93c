package dev.deepreasoning.auth;

import dev.deepreasoning.auth.OidcTokens.SignedIn;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.KeyFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signing in on the page by a visit to the identity provider (OpenID Connect Core 1.0 section 3.1, with PKCE, RFC 7636).
/// What a visit needs at its end travels with the browser, sealed, so that any replica can end it. Blocks.
@ApplicationScoped
public class OidcSignIn {
    /// Where a browser begins a visit.
    public static final String PATH = "/v1/session/oidc";

    /// Behind it: where the provider sends a browser back to.
    public static final String CALLBACK = "/callback";

    /// How long a visit may take.
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    /// Of no caller: what is sealed for one is no attempt, and the other way round.
    private static final String OWNER = "a visit to the identity provider";

    private final OidcProvider provider;
    private final OidcTokens tokens;
    private final KeyExchange visitors;
    private final ReasoningSeal seal;
    private final Clock clock;

    /// At the provider of this deployment, if it has one.
    public OidcSignIn(OidcProvider provider, OidcTokens tokens, KeyExchange visitors, ReasoningSeal seal, Clock clock) {
        this.provider = provider;
        this.tokens = tokens;
        this.visitors = visitors;
        this.seal = seal;
        this.clock = clock;
    }

    /// The beginning of a visit.
    ///
    /// @param to where the browser goes
    /// @param attempt what it has to bring back, unreadable for it
    public record Departure(URI to, String attempt) {}

    /// The end of a visit: parameters of the query with which the provider sends a browser back.
    ///
    /// @param issuer `iss` of RFC 9207
    public record Arrival(
            @Nullable String code,
            @Nullable String state,
            @Nullable String error,
            @Nullable String issuer) {
        /// Hides the code.
        @Override
        public String toString() {
            return "Arrival";
        }
    }

    /// The provider's name for people; empty where nobody can sign in by a visit there.
    public Optional<String> provider() {
        return provider.name();
    }

    /// The page's own address.
    public URI page() {
        return provider.redirectUrl().resolve("/");
    }

    /// Begins a visit.
    ///
    /// @throws GatewayException 503 `identity_provider_unavailable`
    public Departure begin() {
        Attempt attempt = new Attempt(
                KeyFormat.random(),
                KeyFormat.random(),
                KeyFormat.random(),
                clock.instant().plus(PATIENCE).getEpochSecond());
        tokens.foresee();
        return new Departure(
                provider.authorization(attempt.state, attempt.nonce, challenge(attempt.verifier)),
                seal.hide(OWNER, attempt.text()));
    }

    /// Ends a visit.
    ///
    /// @param attempt what the browser brings back; absent where it brings nothing
    /// @return who came, for as long as a session lasts: the ID token's end bounds its acceptance, not what is opened by it
    /// @throws GatewayException 401 `sign_in_expired`, `sign_in_denied` or `sign_in_refused`, 403 `no_access`, 503
    ///     `identity_provider_unavailable` or `database_unavailable`
    public Identified finish(Arrival arrival, @Nullable String attempt) {
        Attempt begun = Attempt.read(seal.open(OWNER, "", attempt));
        if (begun == null
                || !Instant.ofEpochSecond(begun.until).isAfter(clock.instant())
                || !same(begun.state, arrival.state)) {
            throw GatewayException.of(
                    ErrorKind.AUTHENTICATION,
                    "sign_in_expired",
                    "This sign-in was begun too long ago, or in another window.");
        }
        if (arrival.issuer != null && !arrival.issuer.equals(provider.issuer())) {
            throw OidcProvider.refused("that sent a browser back is another one");
        }
        if (arrival.error != null) {
            throw told(arrival.error);
        }
        if (arrival.code == null || arrival.code.isEmpty()) {
            throw OidcProvider.refused("sent a browser back without a code");
        }
        String token = provider.idToken(arrival.code, begun.verifier);
        SignedIn who = tokens.ofClient(token, provider.clientId(), begun.nonce)
                .orElseThrow(() -> OidcProvider.refused("gave an ID token that is not valid here"));
        return visitors.of(who)
                .orElseThrow(
                        () -> GatewayException.of(ErrorKind.PERMISSION, "no_access", "Nothing here is open to you."))
                .lasting();
    }

    private static GatewayException told(String error) {
        return switch (error) {
            case "access_denied" ->
                GatewayException.of(ErrorKind.AUTHENTICATION, "sign_in_denied", "The sign-in was declined.");
            case "temporarily_unavailable", "server_error" ->
                OidcCalls.unavailable("The identity provider cannot sign anybody in now.");
            default -> OidcProvider.refused("sent a browser back with " + OidcProvider.error(error));
        };
    }

    private record Attempt(String state, String nonce, String verifier, long until) {
        private static final int PARTS = 4;

        String text() {
            return String.join(".", state, nonce, verifier, Long.toString(until));
        }

        static @Nullable Attempt read(@Nullable String text) {
            if (text == null) {
                return null;
            }
            String[] parts = text.split("\\.", -1);
            return parts.length == PARTS ? new Attempt(parts[0], parts[1], parts[2], Long.parseLong(parts[3])) : null;
        }
    }

    private static boolean same(String ours, @Nullable String theirs) {
        return theirs != null
                && MessageDigest.isEqual(
                        ours.getBytes(StandardCharsets.UTF_8), theirs.getBytes(StandardCharsets.UTF_8));
    }

    private static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(KeyFormat.hash(verifier));
    }
}
