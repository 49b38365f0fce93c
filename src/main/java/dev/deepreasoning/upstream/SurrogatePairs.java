package dev.deepreasoning.upstream;

/// Keeps the two halves of a surrogate pair together, whatever the borders of a vendor's deltas. One per block of
/// text.
///
/// A half that never gets its other one becomes U+FFFD: it has no form in UTF-8.
public final class SurrogatePairs {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char NONE = 0;

    private char held = NONE;

    /// The text that can be shown now; a high surrogate at its end waits for the next piece.
    public String join(String piece) {
        if (piece.isEmpty() || held == NONE && isWhole(piece)) {
            return piece;
        }
        StringBuilder text = new StringBuilder(piece.length() + 1);
        if (held != NONE) {
            text.append(held);
            held = NONE;
        }
        text.append(piece);
        if (Character.isHighSurrogate(text.charAt(text.length() - 1))) {
            held = text.charAt(text.length() - 1);
            text.setLength(text.length() - 1);
        }
        replaceLoneHalves(text);
        return text.toString();
    }

    /// What is left at the end of the block.
    public String flush() {
        if (held == NONE) {
            return "";
        }
        held = NONE;
        return String.valueOf(REPLACEMENT);
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static void replaceLoneHalves(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                i++;
            } else {
                text.setCharAt(i, REPLACEMENT);
            }
        }
    }
}
