package dev.deepreasoning.metering;

import dev.deepreasoning.auth.GatewaySecret;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.ledger.Reservations.Claim;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/// Makes what an Idempotency-Key leaves in the database unreadable there: keys and requests become keyed digests, answers
/// are deflated and encrypted (AES-256-GCM), each bound to its account, its key and its request. All replicas that share
/// `deepreasoning.secret` read each other's.
@ApplicationScoped
public class AnswerVault {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int PIECE = 16 * 1024;

    private final SecretKey storageKey;
    private final SecretKey digestKey;
    private final SecureRandom random = new SecureRandom();

    /// For the secret of this deployment.
    public AnswerVault(GatewaySecret secret) {
        this.storageKey = secret.storageKey();
        this.digestKey = secret.digestKey();
    }

    /// An order's claim of its Idempotency-Key.
    ///
    /// @param key as its caller sent it
    Claim claim(String account, String key, Order order) {
        Mac forKey = mac();
        Fingerprint named = new Fingerprint(forKey);
        named.text("key");
        named.text(account);
        named.text(key);
        Mac forRequest = mac();
        Fingerprint print = new Fingerprint(forRequest);
        print.text("request");
        print.text(order.endpoint());
        print.of(order.request());
        return new Claim(text(forKey.doFinal()), text(forRequest.doFinal()));
    }

    /// An answer as it is kept.
    ///
    /// @param events as [EventRecording] wrote them; none where they were too many
    byte[] seal(String account, Claim claim, byte[] events) {
        if (events.length == 0) {
            return events;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] hidden = cipher(Cipher.ENCRYPT_MODE, nonce, account, claim).doFinal(deflated(events));
            return ByteBuffer.allocate(nonce.length + hidden.length)
                    .put(nonce)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES/GCM", e);
        }
    }

    /// The events of an answer; absent where it was not kept, or cannot be read any more.
    @Nullable
    List<StreamEvent> open(String account, Claim claim, byte[] sealed) {
        if (sealed.length <= NONCE_BYTES) {
            return null;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer both = ByteBuffer.wrap(sealed).get(nonce);
        byte[] hidden = new byte[both.remaining()];
        both.get(hidden);
        try {
            byte[] events =
                    inflated(cipher(Cipher.DECRYPT_MODE, nonce, account, claim).doFinal(hidden));
            return EventPlayback.of(events);
        } catch (GeneralSecurityException | DataFormatException notOurs) {
            return null;
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String account, Claim claim) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, storageKey, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((account + "\n" + claim.key() + "\n" + claim.print()).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(digestKey.getAlgorithm());
            mac.init(digestKey);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    private static String text(byte[] digest) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    private static byte[] deflated(byte[] bytes) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[PIECE];
            while (!deflater.finished()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
            return out.toByteArray();
        }
    }

    private static byte[] inflated(byte[] bytes) throws DataFormatException {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[PIECE];
            while (!inflater.finished()) {
                int length = inflater.inflate(piece);
                if (length == 0 && inflater.needsInput()) {
                    throw new DataFormatException("cut");
                }
                out.write(piece, 0, length);
            }
            return out.toByteArray();
        }
    }
}
