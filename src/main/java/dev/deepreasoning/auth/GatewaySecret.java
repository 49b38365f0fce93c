package dev.deepreasoning.auth;

import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.StartCheck;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The secret of a deployment, `deepreasoning.secret`: keys for what the gateway signs and encrypts for itself. Random
/// for one run outside Kubernetes; the same in all replicas inside.
@Singleton
public class GatewaySecret implements StartCheck {
    private static final String PROPERTY = "deepreasoning.secret";
    private static final int BYTES = 32;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{43}=?");

    private final Deployment deployment;
    private final boolean given;
    private final byte[] secret;
    private final boolean weak;

    /// Takes the configured secret, or makes one up.
    ///
    /// @param configured 32 bytes as hex or Base64, or any text of at least 32 bytes
    @Inject
    public GatewaySecret(@ConfigProperty(name = PROPERTY) Optional<String> configured, Deployment deployment) {
        this.deployment = deployment;
        this.given = configured.isPresent();
        this.weak = configured.map(WeakSecrets::has).orElse(false);
        this.secret = configured.map(text -> bytes(text.strip())).orElseGet(GatewaySecret::random);
    }

    /// The key that seals reasoning which callers send back: HMAC-SHA256.
    public SecretKey signingKey() {
        return derived("signing", "HmacSHA256");
    }

    /// The key for what callers carry without being able to read it: AES-256.
    public SecretKey encryptionKey() {
        return derived("encryption", "AES");
    }

    /// The key for answers that are kept in the database: AES-256.
    public SecretKey storageKey() {
        return derived("storage", "AES");
    }

    /// The key for digests of what must be found again in the database but not read there: HMAC-SHA256.
    public SecretKey digestKey() {
        return derived("digests", "HmacSHA256");
    }

    @Override
    public void check(ConfigProblems problems) {
        problems.require(
                given || !deployment.kubernetes(),
                PROPERTY,
                "must be set inside Kubernetes, because all replicas have to share it: write 32 random bytes, for"
                        + " example from `openssl rand -base64 32`.");
        problems.require(
                secret.length >= BYTES,
                PROPERTY,
                "is too short: write 32 random bytes, for example from `openssl rand -base64 32`.");
        problems.require(
                deployment.mayBeOpen() || secret.length < BYTES || !weak,
                PROPERTY,
                "can be guessed: write 32 random bytes, for example from `openssl rand -base64 32`.");
    }

    private SecretKey derived(String purpose, String algorithm) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return new SecretKeySpec(
                    mac.doFinal(("deepreasoning " + purpose).getBytes(StandardCharsets.UTF_8)), algorithm);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    private static byte[] bytes(String text) {
        if (HEX.matcher(text).matches()) {
            return HexFormat.of().parseHex(text);
        }
        if (BASE64.matcher(text).matches()) {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
