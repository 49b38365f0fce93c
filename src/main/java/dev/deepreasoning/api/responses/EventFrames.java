package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;

/// The frame around each event: its name, its type, its number. One per response.
final class EventFrames {
    private long number;

    /// Opens an event; its members follow, each with a comma before it.
    JsonBytes begin(String type, JsonBytes out) {
        out.ascii("event: ").ascii(type).ascii("\ndata: {\"type\":\"").ascii(type);
        return out.ascii("\",\"sequence_number\":").number(number++);
    }

    void end(JsonBytes out) {
        out.ascii("}\n\n");
    }
}
