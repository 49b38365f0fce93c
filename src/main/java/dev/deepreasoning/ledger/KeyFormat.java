package dev.deepreasoning.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.zip.CRC32;

/// Keys of accounts: `sk-deepreasoning-`, 256 random bits, and a checksum over both, so that a mistyped key is known as
/// one without asking anybody, and secret scanners find real ones alone.
public final class KeyFormat {
    /// What every key begins with.
    public static final String PREFIX = "sk-deepreasoning-";

    private static final int BYTES = 32;
    private static final int RANDOM = 43;
    private static final int CHECKSUM = 6;
    private static final int SHOWN = 6;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private KeyFormat() {}

    /// A new key.
    static String create() {
        String body = PREFIX + random();
        return body + checksum(body);
    }

    /// What a secret is made of: 256 random bits, in 43 characters that stand in a URL as they are.
    public static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return TEXT.encodeToString(bytes);
    }

    /// Whether a text can be a key at all.
    public static boolean plausible(String key) {
        if (!key.startsWith(PREFIX) || key.length() != PREFIX.length() + RANDOM + CHECKSUM) {
            return false;
        }
        String body = key.substring(0, key.length() - CHECKSUM);
        return MessageDigest.isEqual(
                checksum(body).getBytes(StandardCharsets.UTF_8),
                key.substring(body.length()).getBytes(StandardCharsets.UTF_8));
    }

    /// What is stored of a key: SHA-256. Enough for 256 random bits.
    public static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /// A key's beginning, by which its owner tells it from others.
    static String shown(String key) {
        return key.substring(0, PREFIX.length() + SHOWN);
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        long value = crc.getValue();
        byte[] four = {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
        return TEXT.encodeToString(four);
    }
}
