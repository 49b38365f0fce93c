package dev.deepreasoning.canonical;

/// The one estimate for everything that no vendor reported: 0.3 token per character, 0.6 per CJK character.
/// Results are always marked as estimated where they are shown.
public final class TokenEstimator {
    private TokenEstimator() {}

    /// Tokens of a text, at least 1 for any text that is not empty.
    public static long estimate(CharSequence text) {
        return tokens(tenths(text));
    }

    /// Tenths of tokens, unrounded: those of a text's pieces add up to those of the text.
    public static long tenths(CharSequence text) {
        long tenths = 0;
        for (int i = 0; i < text.length(); i++) {
            tenths += isCjk(text.charAt(i)) ? 6 : 3;
        }
        return tenths;
    }

    /// Whole tokens of [#tenths], rounded up.
    public static long tokens(long tenths) {
        return (tenths + 9) / 10;
    }

    /// CJK, kana, hangul and full-width forms; a surrogate counts as two ordinary characters.
    private static boolean isCjk(char c) {
        return c >= 0x2E80 && c <= 0x9FFF
                || c >= 0xAC00 && c <= 0xD7AF
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0xFF00 && c <= 0xFFEF;
    }
}
