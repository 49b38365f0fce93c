package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.canonical.Citation;

/// An output item while it is written. One per item.
abstract class OpenItem {
    private final String id;
    private final int index;
    private final EventFrames frames;

    OpenItem(String id, int index, EventFrames frames) {
        this.id = id;
        this.index = index;
        this.frames = frames;
    }

    final String id() {
        return id;
    }

    /// Announces the item.
    void added(JsonBytes out) {
        frames.begin("response.output_item.added", out)
                .ascii(",\"output_index\":")
                .number(index);
        out.ascii(",\"item\":").json(begun());
        frames.end(out);
    }

    /// Appends the frames of more content.
    ///
    /// @return whether the caller sees something of it
    abstract boolean delta(String text, JsonBytes out);

    /// A citation of the open block; only a message has any.
    void cite(Citation citation) {}

    /// The block that the content came from has ended; the item may go on.
    boolean blockStopped(JsonBytes out) {
        return false;
    }

    /// Ends the item.
    void done(String status, JsonBytes out) {
        frames.begin("response.output_item.done", out)
                .ascii(",\"output_index\":")
                .number(index);
        out.ascii(",\"item\":").json(json(status));
        frames.end(out);
    }

    /// The item at its begin.
    abstract String begun();

    /// The item as it stands.
    abstract String json(String status);

    /// The item as it is kept for a later reference to it.
    String kept(String status) {
        return json(status);
    }

    /// Opens an event of this item.
    final JsonBytes event(String type, JsonBytes out) {
        frames.begin(type, out).ascii(",\"item_id\":").string(id);
        return out.ascii(",\"output_index\":").number(index);
    }

    final void end(JsonBytes out) {
        frames.end(out);
    }
}
