package dev.deepreasoning.simulator;

import java.util.ArrayList;
import java.util.List;

/// A text as the tokens in which it is said: its opening, then filler up to its size. A token is a word with the space
/// behind it; both simulated models count so.
final class Words {
    /// Characters of two, three and four bytes are among them on purpose.
    private static final List<String> FILLER =
            split("Nothing here was thought by a model – each sentence is the same naïve one, 一步一步 🧠, until the length"
                    + " that was asked for is reached. ");

    private final List<String> opening;
    private final int size;

    private Words(List<String> opening, int size) {
        this.opening = opening;
        this.size = size;
    }

    /// Exactly this text.
    static Words of(String text) {
        List<String> words = split(text);
        return new Words(words, words.size());
    }

    /// These tokens.
    static Words of(List<String> tokens) {
        return new Words(tokens, tokens.size());
    }

    /// This text, and filler behind it until there are so many tokens.
    static Words of(String opening, int tokens) {
        List<String> words = split(opening);
        return new Words(words, Math.max(words.size(), tokens));
    }

    int size() {
        return size;
    }

    /// The first tokens alone.
    Words limitedTo(int tokens) {
        return tokens >= size ? this : new Words(opening, tokens);
    }

    /// How many events it takes to say this.
    int events(int tokensPerEvent) {
        return (size + tokensPerEvent - 1) / tokensPerEvent;
    }

    /// The text of one event.
    String event(int index, int tokensPerEvent) {
        int from = index * tokensPerEvent;
        int to = Math.min(size, from + tokensPerEvent);
        if (to == from + 1) {
            return token(from);
        }
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(token(i));
        }
        return text.toString();
    }

    /// The whole text.
    String text() {
        return event(0, Math.max(1, size));
    }

    private String token(int index) {
        return index < opening.size() ? opening.get(index) : FILLER.get((index - opening.size()) % FILLER.size());
    }

    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i - 1)) && !Character.isWhitespace(text.charAt(i))) {
                words.add(text.substring(start, i));
                start = i;
            }
        }
        if (start < text.length()) {
            words.add(text.substring(start));
        }
        return List.copyOf(words);
    }

    /// A text cut into tokens of a few characters, as a model writes JSON; never inside a surrogate pair.
    static Words ofJson(String json) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < json.length()) {
            int end = Math.min(json.length(), start + 5);
            if (end < json.length() && Character.isLowSurrogate(json.charAt(end))) {
                end++;
            }
            pieces.add(json.substring(start, end));
            start = end;
        }
        return new Words(List.copyOf(pieces), pieces.size());
    }

    /// The beginning of a text, fit to be quoted.
    static String quote(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        int end = Character.isLowSurrogate(text.charAt(characters)) ? characters - 1 : characters;
        return text.substring(0, end) + "…";
    }
}
