package dev.deepreasoning.metering;

import dev.deepreasoning.ledger.Reservations.Claim;
import org.jspecify.annotations.Nullable;

/// An answer that is kept while it is told, for who asks again with the same Idempotency-Key.
record Keeping(AnswerVault vault, String account, Claim claim, EventRecording recording) {
    /// One that begins.
    ///
    /// @return absent where nothing was claimed
    static @Nullable Keeping of(AnswerVault vault, String account, @Nullable Claim claim) {
        return claim == null ? null : new Keeping(vault, account, claim, new EventRecording());
    }

    /// The answer as the database keeps it.
    byte[] sealed() {
        return vault.seal(account, claim, recording.bytes());
    }
}
