package dev.deepreasoning.sse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One event as read from a stream. The bytes belong to the parser: they are valid only inside the callback that got
/// the event.
///
/// @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">the
/// algorithm</a>
public final class ServerSentEvent {
    private final @Nullable String name;
    private final byte[] bytes;
    private final int offset;
    private final int length;

    ServerSentEvent(@Nullable String name, byte[] bytes, int offset, int length) {
        this.name = name;
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /// An event of its own, for tests and senders.
    public static ServerSentEvent of(@Nullable String name, String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        return new ServerSentEvent(name, bytes, 0, bytes.length);
    }

    /// The `event` field; absent where there was none.
    public @Nullable String name() {
        return name;
    }

    /// The array that holds the data, UTF-8, lines joined by LF.
    @SuppressWarnings("EI_EXPOSE_REP")
    public byte[] bytes() {
        return bytes;
    }

    /// Where the data begins in [#bytes()].
    public int offset() {
        return offset;
    }

    /// How many bytes of data there are.
    public int length() {
        return length;
    }

    /// The data as text.
    public String data() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /// Whether the data is exactly this ASCII text.
    public boolean dataEquals(String ascii) {
        if (ascii.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[offset + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The event as it stands on the wire: an `event` line where it has a name, a `data` line for each line, and a
    /// blank line.
    public static String format(@Nullable String name, String data) {
        StringBuilder frame = new StringBuilder(data.length() + 32);
        if (name != null) {
            frame.append("event: ").append(name).append('\n');
        }
        for (String line : data.split("\n", -1)) {
            frame.append("data: ").append(line).append('\n');
        }
        return frame.append('\n').toString();
    }
}
