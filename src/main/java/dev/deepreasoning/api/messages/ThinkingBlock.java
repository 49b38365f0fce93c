package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.messages.MessagesRequest.Shown;
import dev.deepreasoning.auth.ReasoningSeal;

/// Shows R1's reasoning to one caller as a thinking block with the gateway's own signature, by which it is known when it
/// comes back.
record ThinkingBlock(Shown shown, ReasoningSeal seal, String owner) {
    boolean visible() {
        return shown != Shown.HIDDEN;
    }

    boolean textVisible() {
        return shown == Shown.FULL;
    }

    String signature(String text) {
        return shown == Shown.OMITTED ? seal.hide(owner, text) : seal.sign(owner, text);
    }
}
