package dev.deepreasoning.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// Tokens that an identity provider has signed (RFC 7519). What is wrong with one is told to nobody, and the library's
/// own words, which quote tokens, are kept nowhere.
@ApplicationScoped
public class OidcTokens {
    private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");
    private static final int LONGEST = 16_384;
    private static final int LONGEST_SUBJECT = 255;
    private static final int LONGEST_NAME = 100;

    /// Of the year 9999: what is later is no date.
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final Duration LEEWAY = Duration.ofMinutes(1);

    /// Signatures with a key pair: whoever checks them cannot make them.
    private static final Set<String> SIGNATURES = Set.of(
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512);

    private final OidcConfig config;
    private final OidcKeys keys;
    private final Clock clock;

    /// Of the provider of this deployment, if it has one.
    public OidcTokens(OidcConfig config, OidcKeys keys, Clock clock) {
        this.config = config;
        this.keys = keys;
        this.clock = clock;
    }

    /// Somebody whom the provider has signed in.
    ///
    /// @param subject unique and lasting at the issuer
    /// @param name for people to read
    /// @param admin whether the claim says so
    /// @param until when the token is of use no longer, leeway included
    record SignedIn(String issuer, String subject, String name, boolean admin, Instant until) {}

    /// Whether there is a provider.
    boolean enabled() {
        return config.issuer().isPresent();
    }

    /// Whether a text is a token's by its form, and tokens are taken here.
    boolean takes(String text) {
        return enabled() && text.length() <= LONGEST && JWT.matcher(text).matches();
    }

    /// Has the provider's keys read, for somebody who will bring a token soon. Waits for nothing.
    void foresee() {
        keys.foresee();
    }

    /// Who brings a token; empty where it is none of this provider's, for this gateway, and for now. Blocks.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 503 where the provider's keys cannot be read
    Optional<SignedIn> verified(String token) {
        return verified(token, config.audience().orElse(""), _ -> true);
    }

    /// Whom an ID token names that a client has got by itself; empty where it is none of this provider's, for this client,
    /// for this visit, and for now (OpenID Connect Core 1.0 section 3.1.3.7). Blocks.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 503 where the provider's keys cannot be read
    Optional<SignedIn> ofClient(String token, String client, String nonce) {
        return takes(token)
                ? verified(
                        token,
                        client,
                        claims -> nonce.equals(claims.getClaimValue("nonce")) && authorized(claims, client))
                : Optional.empty();
    }

    /// Whether it was given to this client, and not to another one that may show it here.
    private static boolean authorized(JwtClaims claims, String client) {
        Object party = claims.getClaimValue("azp");
        boolean several = claims.getClaimValue("aud") instanceof List<?> audiences && audiences.size() > 1;
        return party == null ? !several : party.equals(client);
    }

    private Optional<SignedIn> verified(String token, String audience, Predicate<JwtClaims> fits) {
        String issuer = config.issuer().map(URI::toString).orElse("");
        try {
            JsonWebStructure head = JsonWebStructure.fromCompactSerialization(token);
            if (!(head.getObjectHeader("alg") instanceof String algorithm) || !SIGNATURES.contains(algorithm)) {
                return Optional.empty();
            }
            // Asked for here and not by the library, which would make an invalid token of a provider that is away.
            var known = new JwksVerificationKeyResolver(
                    keys.with(head.getObjectHeader("kid") instanceof String key ? key : null));
            known.setDisambiguateWithVerifySignature(true);
            JwtClaims claims = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(ConstraintType.PERMIT, SIGNATURES.toArray(String[]::new))
                    .setVerificationKeyResolver(known)
                    .setExpectedIssuer(true, issuer)
                    .setExpectedAudience(true, audience)
                    .setRequireSubject()
                    .setRequireExpirationTime()
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .setAllowedClockSkewInSeconds((int) LEEWAY.toSeconds())
                    .build()
                    .processToClaims(token);
            return fits.test(claims) ? signedIn(issuer, claims) : Optional.empty();
        } catch (JoseException | InvalidJwtException | MalformedClaimException refused) {
            return Optional.empty();
        }
    }

    private Optional<SignedIn> signedIn(String issuer, JwtClaims claims) throws MalformedClaimException {
        String subject = claims.getSubject();
        if (subject.isBlank()
                || subject.length() > LONGEST_SUBJECT
                || subject.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        Instant until = Instant.ofEpochSecond(
                        Math.min(claims.getExpirationTime().getValue(), LAST_SECOND))
                .plus(LEEWAY);
        return Optional.of(new SignedIn(issuer, subject, name(claims, subject), admin(claims.getClaimsMap()), until));
    }

    private static String name(JwtClaims claims, String subject) {
        for (String claim : List.of("name", "email")) {
            if (claims.getClaimValue(claim) instanceof String told) {
                String name = told.codePoints()
                        .filter(each -> !Character.isISOControl(each))
                        .limit(LONGEST_NAME)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                        .strip();
                if (!name.isEmpty()) {
                    return name;
                }
            }
        }
        return subject.length() > LONGEST_NAME ? subject.substring(0, LONGEST_NAME) : subject;
    }

    private boolean admin(Map<String, Object> claims) {
        // Some providers name their claims by a URL, dots and all.
        Object whole = claims.get(config.adminClaim());
        Object value = whole == null ? along(claims, config.adminClaim().split("\\.", -1)) : whole;
        return switch (value) {
            case String text -> Arrays.asList(text.split(" ", -1)).contains(config.adminValue());
            case List<?> several -> several.contains(config.adminValue());
            case null, default -> false;
        };
    }

    private static @Nullable Object along(Map<String, Object> claims, String... path) {
        Object value = claims;
        for (String step : path) {
            value = value instanceof Map<?, ?> inside ? inside.get(step) : null;
        }
        return value;
    }
}
