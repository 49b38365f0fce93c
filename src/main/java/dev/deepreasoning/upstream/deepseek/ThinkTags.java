package dev.deepreasoning.upstream.deepseek;

/// Splits a text into reasoning and answer at `<think>` and `</think>`, however it is cut into pieces. Tags in the answer
/// are ordinary text. One per stream.
final class ThinkTags {
    static final String OPEN = "<think>";
    static final String CLOSE = "</think>";

    private final boolean implicitOpen;
    private final StringBuilder held = new StringBuilder();
    private State state = State.START;
    private boolean trimReasoning;
    private boolean trimAnswer;

    /// @param implicitOpen the template has written the opening tag, the host does not repeat it
    ThinkTags(boolean implicitOpen) {
        this.implicitOpen = implicitOpen;
    }

    /// Where the text goes.
    interface Sink {
        /// A piece of reasoning.
        void reasoning(String text);

        /// A piece of the answer.
        void answer(String text);
    }

    void accept(String piece, Sink sink) {
        held.append(piece);
        if (state == State.START) {
            begin();
        }
        if (state == State.REASONING) {
            reason(sink);
        }
        if (state == State.ANSWER) {
            answer(sink);
        }
    }

    /// The text has ended.
    void end(Sink sink) {
        if (state == State.START) {
            state = implicitOpen ? State.REASONING : State.ANSWER;
        }
        String rest = held.toString();
        held.setLength(0);
        if (rest.isEmpty()) {
            return;
        }
        if (state == State.REASONING) {
            sink.reasoning(rest);
        } else {
            sink.answer(rest);
        }
    }

    /// Whether the closing tag has been met.
    boolean answering() {
        return state == State.ANSWER;
    }

    private void begin() {
        int start = 0;
        while (start < held.length() && Character.isWhitespace(held.charAt(start))) {
            start++;
        }
        int length = held.length() - start;
        if (length < OPEN.length() && OPEN.startsWith(held.substring(start))) {
            return;
        }
        if (length >= OPEN.length() && held.indexOf(OPEN, start) == start) {
            held.delete(0, start + OPEN.length());
            trimReasoning = true;
            state = State.REASONING;
        } else {
            state = implicitOpen ? State.REASONING : State.ANSWER;
        }
    }

    private void reason(Sink sink) {
        if (trimReasoning && !held.isEmpty()) {
            trimReasoning = false;
            if (held.charAt(0) == '\n') {
                held.deleteCharAt(0);
            }
        }
        int end = held.indexOf(CLOSE);
        int shown = end >= 0 ? end : held.length() - heldBack();
        if (shown > 0) {
            sink.reasoning(held.substring(0, shown));
        }
        if (end >= 0) {
            held.delete(0, end + CLOSE.length());
            state = State.ANSWER;
            trimAnswer = true;
        } else {
            held.delete(0, shown);
        }
    }

    private void answer(Sink sink) {
        int start = 0;
        while (trimAnswer && start < held.length() && isNewline(held.charAt(start))) {
            start++;
        }
        if (start < held.length()) {
            trimAnswer = false;
            sink.answer(held.substring(start));
        }
        held.setLength(0);
    }

    private static boolean isNewline(char c) {
        return c == '\n' || c == '\r';
    }

    /// How much of the end may be the beginning of the closing tag.
    private int heldBack() {
        for (int length = Math.min(CLOSE.length() - 1, held.length()); length > 0; length--) {
            if (CLOSE.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private enum State {
        START,
        REASONING,
        ANSWER
    }
}
