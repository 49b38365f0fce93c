package dev.deepreasoning.api.chatcompletions;

import java.util.Random;
import java.util.TreeSet;

/// Where a recorded stream is cut into pieces; fits into one word of a prompt.
///
/// @param seed of a random cut; 0 for an even one
/// @param first border of an even cut
/// @param stride from border to border
record Cut(long seed, int first, int stride) {
    private static final int MOST = 300;

    static Cut random(long seed) {
        return new Cut(seed == 0 ? 1 : seed, 0, 0);
    }

    static Cut even(int first, int stride) {
        return new Cut(0, first, stride);
    }

    static Cut parse(String word) {
        String[] parts = word.split(":", -1);
        return new Cut(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /// All borders, each inside the stream.
    Iterable<Integer> borders(int length) {
        TreeSet<Integer> borders = new TreeSet<>();
        if (seed == 0) {
            for (int border = first == 0 ? stride : first; border < length; border += stride) {
                borders.add(border);
            }
            return borders;
        }
        Random random = new Random(seed);
        int pieces = 1 + random.nextInt(Math.min(MOST, length));
        for (int i = 0; i < pieces; i++) {
            int border = random.nextInt(1, length);
            borders.add(border);
            if (random.nextInt(4) == 0 && border + 1 < length) {
                // A single byte on its own.
                borders.add(border + 1);
            }
        }
        return borders;
    }

    /// As one word.
    @Override
    public String toString() {
        return seed + ":" + first + ":" + stride;
    }
}
