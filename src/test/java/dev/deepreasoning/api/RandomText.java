package dev.deepreasoning.api;

import java.util.Random;

/// Texts out of all of Unicode, with what breaks wires in more than its fair share.
public final class RandomText {
    private static final String TROUBLE =
            "\"\\/\r\n\t\b\f\u0000\u001f\u007f\u0085\u2028\u2029\ufeff\ufffe\uffff:{}[],'";

    private RandomText() {}

    /// Whole characters only.
    public static String whole(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(longest + 1); left > 0; left--) {
            text.appendCodePoint(codePoint(random));
        }
        return text.toString();
    }

    /// Halves of surrogate pairs stand alone among them.
    static String withLoneSurrogates(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(longest + 1); left > 0; left--) {
            if (random.nextInt(4) == 0) {
                text.append((char) random.nextInt(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1));
            } else {
                text.appendCodePoint(codePoint(random));
            }
        }
        return text.toString();
    }

    private static int codePoint(Random random) {
        int point =
                switch (random.nextInt(6)) {
                    case 0 -> TROUBLE.charAt(random.nextInt(TROUBLE.length()));
                    case 1 -> random.nextInt(0x20);
                    case 2 -> random.nextInt(0x20, 0x80);
                    case 3 -> random.nextInt(0x80, 0x1000);
                    case 4 -> random.nextInt(0x1000, 0x10000);
                    default -> random.nextInt(0x10000, Character.MAX_CODE_POINT + 1);
                };
        return point <= 0xFFFF && Character.isSurrogate((char) point) ? 'x' : point;
    }
}
