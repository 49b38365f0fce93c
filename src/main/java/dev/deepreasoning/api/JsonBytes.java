package dev.deepreasoning.api;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A growing array of UTF-8 into which encoders write JSON by hand: this runs once per token.
public final class JsonBytes {
    private static final int INITIAL = 512;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private byte[] bytes = new byte[INITIAL];
    private int length;

    /// How many bytes there are.
    public int length() {
        return length;
    }

    /// What has been written, and starts anew.
    public byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, length);
        length = 0;
        return taken;
    }

    /// The same without a copy, for the connection to send.
    public Buffer takeBuffer() {
        Buffer taken = Buffer.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
        bytes = new byte[INITIAL];
        length = 0;
        return taken;
    }

    /// Writes bytes that are ready.
    public JsonBytes raw(byte[] ready) {
        ensure(ready.length);
        System.arraycopy(ready, 0, bytes, length, ready.length);
        length += ready.length;
        return this;
    }

    /// Writes ASCII text as it is.
    public JsonBytes ascii(String text) {
        int size = text.length();
        ensure(size);
        for (int i = 0; i < size; i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += size;
        return this;
    }

    /// Writes text that is JSON already.
    public JsonBytes json(String json) {
        return raw(json.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes a number.
    public JsonBytes number(long value) {
        return ascii(Long.toString(value));
    }

    /// Writes text as a JSON string, or `null` where there is none.
    public JsonBytes stringOrNull(@Nullable String text) {
        return text == null ? ascii("null") : string(text);
    }

    /// Writes text as a JSON string, in quotes. A lone surrogate becomes U+FFFD.
    public JsonBytes string(String text) {
        int size = text.length();
        ensure(size * 6 + 2);
        bytes[length++] = '"';
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                bytes[length++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else if (c < 0x800) {
                bytes[length++] = (byte) (0xC0 | c >> 6);
                bytes[length++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                bytes[length++] = (byte) (0xE0 | c >> 12);
                bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[length++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < size && Character.isLowSurrogate(text.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                raw(REPLACEMENT);
            }
        }
        bytes[length++] = '"';
        return this;
    }

    private void supplementary(int codePoint) {
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
    }

    private void escape(char c) {
        bytes[length++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[length++] = (byte) c;
            case '\n' -> bytes[length++] = 'n';
            case '\r' -> bytes[length++] = 'r';
            case '\t' -> bytes[length++] = 't';
            default -> {
                ascii("u00");
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 0xF];
            }
        }
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
