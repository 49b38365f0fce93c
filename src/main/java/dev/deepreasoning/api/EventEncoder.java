package dev.deepreasoning.api;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;

/// Tells one run's events on a dialect's wire. One per response; its bytes are frames of server-sent events.
public interface EventEncoder {
    /// Appends the frames of an event, if it has any.
    ///
    /// @return whether this caller now sees something of the answer, so that the head must go out
    boolean encode(StreamEvent event, JsonBytes out);

    /// Appends the frames that tell a failure after the head has gone out; nothing follows them.
    void fail(GatewayException failure, JsonBytes out);

    /// Appends a frame that keeps the caller's idle timer quiet.
    void keepAlive(JsonBytes out);
}
