package dev.deepreasoning.api;

import dev.deepreasoning.canonical.GatewayException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What OpenAI's dialects say of the person behind a request, and what they hang on it.
public final class EndUser {
    private static final int LONGEST_ID = 256;
    private static final int MOST_PAIRS = 16;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 512;

    private EndUser() {}

    /// The id for abuse detection upstream. An opaque one goes on as it is; an e-mail address, or what is too long to be an
    /// id, only as a hash of it.
    public static @Nullable String id(Fields body) {
        String safety = body.string("safety_identifier");
        String user = body.string("user");
        String id = safety == null || safety.isBlank() ? user : safety;
        if (id == null || id.isBlank()) {
            return null;
        }
        return id.length() <= LONGEST_ID && id.indexOf('@') < 0 ? id : hash(id);
    }

    /// Checks `metadata`, which is the caller's own.
    public static void checkMetadata(Fields body) {
        Fields metadata = body.object("metadata");
        if (metadata == null) {
            return;
        }
        if (metadata.names().size() > MOST_PAIRS) {
            throw GatewayException.invalid("metadata", "`metadata` takes at most " + MOST_PAIRS + " pairs.");
        }
        for (String name : metadata.names()) {
            RequestJson text = metadata.get(name);
            if (text != null && !text.isString()) {
                throw body.wrongType("metadata", "an object whose values are strings");
            }
            String value = text == null ? null : text.text();
            if (name.length() > LONGEST_KEY || value != null && value.length() > LONGEST_VALUE) {
                throw GatewayException.invalid(
                        "metadata",
                        "`metadata` takes keys of at most " + LONGEST_KEY + " and values of at most " + LONGEST_VALUE
                                + " characters.");
            }
        }
    }

    private static String hash(String id) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
