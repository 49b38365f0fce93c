package dev.deepreasoning.sse;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a stream of server-sent events from chunks cut anywhere, also inside a line ending or a multi-byte character.
/// One per stream.
///
/// A block without a data line is no event (comments, `id`, `retry`); an empty `data:` line is one. A byte order mark
/// at the start is skipped; lines end with LF, CR or CRLF. An unterminated last block is delivered at [#end], unlike in
/// the specification: model hosts forget the last blank line, and a decoder knows whether its data is complete.
public final class ServerSentEventParser {
    private static final int INITIAL = 512;
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int limit;
    private byte[] line = new byte[INITIAL];
    private int lineLength;
    private byte[] data = new byte[INITIAL];
    private int dataLength;
    private boolean hasData;
    private @Nullable String name;
    private boolean afterCarriageReturn;
    private boolean firstLine = true;

    /// A parser.
    ///
    /// @param limit the most bytes that one event may have
    public ServerSentEventParser(int limit) {
        this.limit = limit;
    }

    /// Takes the next bytes and hands over each event that they complete.
    ///
    /// @throws IllegalStateException where an event is over the limit
    public void feed(byte[] chunk, int offset, int length, Consumer<ServerSentEvent> out) {
        int end = offset + length;
        int start = offset;
        if (afterCarriageReturn && start < end) {
            afterCarriageReturn = false;
            if (chunk[start] == '\n') {
                start++;
            }
        }
        for (int i = start; i < end; i++) {
            byte b = chunk[i];
            if (b != '\n' && b != '\r') {
                continue;
            }
            if (lineLength == 0) {
                lineDone(chunk, start, i - start, out);
            } else {
                keep(chunk, start, i - start);
                int whole = lineLength;
                lineLength = 0;
                lineDone(line, 0, whole, out);
            }
            if (b == '\r') {
                if (i + 1 == end) {
                    afterCarriageReturn = true;
                } else if (chunk[i + 1] == '\n') {
                    i++;
                }
            }
            start = i + 1;
        }
        keep(chunk, start, end - start);
    }

    /// The stream has ended.
    public void end(Consumer<ServerSentEvent> out) {
        if (lineLength > 0) {
            int whole = lineLength;
            lineLength = 0;
            lineDone(line, 0, whole, out);
        }
        dispatch(out);
    }

    private void lineDone(byte[] bytes, int offset, int length, Consumer<ServerSentEvent> out) {
        int start = offset;
        int end = offset + length;
        if (firstLine) {
            firstLine = false;
            if (startsWith(bytes, start, end, BOM)) {
                start += BOM.length;
            }
        }
        if (start == end) {
            dispatch(out);
            return;
        }
        if (startsWith(bytes, start, end, DATA)) {
            int value = valueStart(bytes, start + DATA.length, end);
            if (value >= 0) {
                appendData(bytes, value, end - value);
            }
        } else if (startsWith(bytes, start, end, EVENT)) {
            int value = valueStart(bytes, start + EVENT.length, end);
            if (value >= 0) {
                name = new String(bytes, value, end - value, java.nio.charset.StandardCharsets.UTF_8);
            }
        }
    }

    /// Where a field's value begins, or -1 where the name goes on and is another field's.
    private static int valueStart(byte[] bytes, int afterName, int end) {
        if (afterName == end) {
            return end;
        }
        if (bytes[afterName] != ':') {
            return -1;
        }
        int value = afterName + 1;
        return value < end && bytes[value] == ' ' ? value + 1 : value;
    }

    private void appendData(byte[] bytes, int offset, int length) {
        int needed = dataLength + length + (hasData ? 1 : 0);
        check(needed);
        if (needed > data.length) {
            data = Arrays.copyOf(data, Math.max(needed, data.length * 2));
        }
        if (hasData) {
            data[dataLength++] = '\n';
        }
        System.arraycopy(bytes, offset, data, dataLength, length);
        dataLength += length;
        hasData = true;
    }

    private void dispatch(Consumer<ServerSentEvent> out) {
        String eventName = name;
        name = null;
        if (!hasData) {
            return;
        }
        int length = dataLength;
        hasData = false;
        dataLength = 0;
        out.accept(new ServerSentEvent(eventName, data, 0, length));
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        int needed = lineLength + length;
        check(needed);
        if (needed > line.length) {
            line = Arrays.copyOf(line, Math.max(needed, line.length * 2));
        }
        System.arraycopy(bytes, offset, line, lineLength, length);
        lineLength = needed;
    }

    private void check(int size) {
        if (size > limit) {
            throw new IllegalStateException("an event of more than " + limit + " bytes");
        }
    }

    private static boolean startsWith(byte[] bytes, int start, int end, byte[] prefix) {
        return end - start >= prefix.length
                && Arrays.equals(bytes, start, start + prefix.length, prefix, 0, prefix.length);
    }
}
