package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.sse.ServerSentEvent;
import java.util.function.Consumer;

/// Turns one provider's events into canonical ones. One per upstream call; fails with a
/// [dev.deepreasoning.canonical.GatewayException] on an error inside the stream, and on nothing else, whatever the
/// bytes.
public interface StreamDecoder {
    /// Takes the next event.
    ///
    /// @return what to do with the rest of the stream
    Reading accept(ServerSentEvent event, Consumer<? super StreamEvent> out);

    /// The stream has ended; a cut one fails here.
    void end(Consumer<? super StreamEvent> out);

    /// Whether the model has begun, although what it said is held back until its nature is known. Time limits then
    /// count it as a delta.
    default boolean holding() {
        return false;
    }

    /// What a decoder wants of the rest of its stream.
    enum Reading {
        /// More to come.
        GO_ON,
        /// All that was wanted is here: complete downstream and close the call.
        CLOSE,
        /// All that was wanted is here: complete downstream, and read the rest in the background for its usage. The
        /// decoder writes that to its record; what it emits then is dropped.
        DRAIN
    }
}
