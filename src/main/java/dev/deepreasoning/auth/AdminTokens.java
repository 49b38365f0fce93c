package dev.deepreasoning.auth;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.StartCheck;
import dev.deepreasoning.ledger.KeyFormat;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// The tokens that open the admin API. Only their SHA-256 is kept, and only a part of that is ever shown.
@Singleton
public class AdminTokens implements StartCheck {
    private static final String PROPERTY = "deepreasoning.admin.token";
    private static final String HASHED = "sha256:";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int FINGERPRINT = 12;

    private final Deployment deployment;
    private final List<byte[]> digests = new ArrayList<>();
    private boolean malformed;
    private boolean weak;

    /// Takes the configured tokens; without one there is no admin API.
    ///
    /// @param configured one token or, while one takes another's place, several with commas between; each as it is, or as
    ///     `sha256:` and its SHA-256 in hex
    @Inject
    public AdminTokens(@ConfigProperty(name = PROPERTY) Optional<List<String>> configured, Deployment deployment) {
        this.deployment = deployment;
        for (String each : configured.orElse(List.of())) {
            String token = each.strip();
            if (token.startsWith(HASHED)) {
                String hash = token.substring(HASHED.length()).toLowerCase(Locale.ROOT);
                if (HASH.matcher(hash).matches()) {
                    digests.add(HexFormat.of().parseHex(hash));
                } else {
                    malformed = true;
                }
            } else if (!token.isEmpty()) {
                weak |= WeakSecrets.has(token);
                digests.add(KeyFormat.hash(token));
            }
        }
    }

    /// Whether there is an admin API.
    public boolean present() {
        return !digests.isEmpty();
    }

    /// Who brings a token.
    ///
    /// @return a name for the audit log, which tells tokens apart and opens nothing
    /// @throws GatewayException 404 `no_admin_api` where there is none, 401 `missing_admin_token` or `invalid_admin_token`
    public String actor(@Nullable String token) {
        if (!present()) {
            throw GatewayException.of(
                    ErrorKind.NOT_FOUND,
                    "no_admin_api",
                    "This gateway has no admin API: its operator sets `" + PROPERTY + "` for one.");
        }
        if (token == null) {
            throw missing();
        }
        return known(token).orElseThrow(AdminTokens::unknown);
    }

    /// What is told where no token comes.
    static GatewayException missing() {
        return GatewayException.of(
                ErrorKind.AUTHENTICATION,
                "missing_admin_token",
                "The admin API needs its token: send it as `Authorization: Bearer <token>` or `x-api-key: <token>`.");
    }

    /// What a token that is not known is told.
    static GatewayException unknown() {
        return GatewayException.of(
                ErrorKind.AUTHENTICATION, "invalid_admin_token", "This is no token of the admin API.");
    }

    /// Who brings a token; empty where it is none of this deployment's.
    public Optional<String> known(String token) {
        byte[] digest = KeyFormat.hash(token);
        boolean known = false;
        for (byte[] each : digests) {
            // No early exit: how long it takes says nothing about which token is near.
            known |= MessageDigest.isEqual(each, digest);
        }
        return known ? Optional.of(actor(digest)) : Optional.empty();
    }

    /// Whether a name is one of a token that still opens the admin API.
    public boolean names(String actor) {
        return digests.stream().anyMatch(each -> actor(each).equals(actor));
    }

    private static String actor(byte[] digest) {
        return "token:" + HexFormat.of().formatHex(digest).substring(0, FINGERPRINT);
    }

    @Override
    public void check(ConfigProblems problems) {
        problems.require(
                !malformed,
                PROPERTY,
                "holds a `sha256:` that no 64 hex digits follow: write `sha256:` and what `printf %s \"$TOKEN\" | sha256sum`"
                        + " prints.");
        problems.require(
                !weak || deployment.mayBeOpen(),
                PROPERTY,
                "can be guessed (short, or from an example): write at least 16 random characters, for example from"
                        + " `openssl rand -hex 32`.");
    }
}
