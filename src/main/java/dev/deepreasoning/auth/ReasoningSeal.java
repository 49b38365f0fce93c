package dev.deepreasoning.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/// Marks reasoning that callers carry from turn to turn, so that it is known again: by a signature over a text that they
/// can read, or by the text itself in a form that they cannot. Both belong to one owner and are of no use to another.
@ApplicationScoped
public class ReasoningSeal {
    private static final String SIGNED = "dr1.";
    private static final String HIDDEN = "drx1.";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey signingKey;
    private final SecretKey encryptionKey;
    private final SecureRandom random = new SecureRandom();

    /// For the secret of this deployment.
    public ReasoningSeal(GatewaySecret secret) {
        this.signingKey = secret.signingKey();
        this.encryptionKey = secret.encryptionKey();
    }

    /// A signature over a text, for its owner.
    public String sign(String owner, String text) {
        return SIGNED + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(owner, text));
    }

    /// A text that only this gateway can read again, and only for its owner.
    public String hide(String owner, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] hidden = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] both = ByteBuffer.allocate(nonce.length + hidden.length)
                    .put(nonce)
                    .put(hidden)
                    .array();
            return HIDDEN + Base64.getUrlEncoder().withoutPadding().encodeToString(both);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES/GCM", e);
        }
    }

    /// The text that a seal stands for; absent where it is not the gateway's own, or another owner's.
    ///
    /// @param text beside the seal; of no meaning where the seal holds the text itself
    public @Nullable String open(String owner, String text, @Nullable String seal) {
        if (seal == null) {
            return null;
        }
        if (seal.startsWith(SIGNED)) {
            byte[] expected = sign(owner, text).getBytes(StandardCharsets.US_ASCII);
            return MessageDigest.isEqual(expected, seal.getBytes(StandardCharsets.UTF_8)) ? text : null;
        }
        return seal.startsWith(HIDDEN) ? revealed(owner, seal.substring(HIDDEN.length())) : null;
    }

    private @Nullable String revealed(String owner, String encoded) {
        try {
            ByteBuffer both = ByteBuffer.wrap(Base64.getUrlDecoder().decode(encoded));
            if (both.remaining() <= NONCE_BYTES) {
                return null;
            }
            byte[] nonce = new byte[NONCE_BYTES];
            both.get(nonce);
            byte[] hidden = new byte[both.remaining()];
            both.get(hidden);
            return new String(cipher(Cipher.DECRYPT_MODE, nonce, owner).doFinal(hidden), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            return null;
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, encryptionKey, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private byte[] mac(String owner, String text) {
        try {
            Mac mac = Mac.getInstance(signingKey.getAlgorithm());
            mac.init(signingKey);
            mac.update(owner.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
