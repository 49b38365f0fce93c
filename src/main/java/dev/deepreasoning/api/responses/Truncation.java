package dev.deepreasoning.api.responses;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.RequestBounds;
import dev.deepreasoning.catalog.ClaudeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// `truncation: auto`: a conversation that would not fit the model's window loses its oldest turns. Instructions stay, and
/// so does the last turn of the user with all that came of it; no call is parted from its result.
///
/// @param request what is left
/// @param dropped what the caller is told of it, empty where nothing was dropped
record Truncation(CanonicalRequest request, List<Adjustment> dropped) {
    /// Part of the window that is left for R1's reasoning, and for what an estimate is wrong by.
    private static final int RESERVED_PART = 8;

    Truncation {
        dropped = List.copyOf(dropped);
    }

    /// @param tokens estimates a request's prompt
    static Truncation of(CanonicalRequest request, ClaudeModel model, ToLongFunction<CanonicalRequest> tokens) {
        Integer bound = request.maxTokens();
        int answer = Math.min(bound == null ? RequestBounds.DEFAULT_ANSWER_TOKENS : bound, model.maxOutput());
        long room = (long) model.contextWindow() - answer - model.contextWindow() / RESERVED_PART;
        if (tokens.applyAsLong(request) <= room) {
            return new Truncation(request, List.of());
        }
        List<Message> messages = request.messages();
        int instructions = 0;
        while (instructions < messages.size() && messages.get(instructions).role() == Role.SYSTEM) {
            instructions++;
        }
        List<Integer> turns = turns(messages, instructions);
        int low = 0;
        int high = turns.size() - 1;
        // The fewest turns to drop: what is left only shrinks with each.
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tokens.applyAsLong(from(request, instructions, turns.get(middle))) <= room) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if (turns.isEmpty() || turns.get(low) == instructions) {
            return new Truncation(request, List.of());
        }
        CanonicalRequest left = from(request, instructions, turns.get(low));
        String all = Integer.toString(messages.size());
        String kept = Integer.toString(left.messages().size());
        return new Truncation(left, List.of(new Adjustment("input", all, kept)));
    }

    /// Where the user begins to speak; a tool's result is no such place.
    private static List<Integer> turns(List<Message> messages, int first) {
        List<Integer> turns = new ArrayList<>();
        for (int i = first; i < messages.size(); i++) {
            if (speaks(messages.get(i)) && (i == first || !speaks(messages.get(i - 1)))) {
                turns.add(i);
            }
        }
        return turns;
    }

    private static boolean speaks(Message message) {
        return message.role() == Role.USER && message.content().stream().noneMatch(ToolResult.class::isInstance);
    }

    private static CanonicalRequest from(CanonicalRequest request, int instructions, int turn) {
        List<Message> messages = new ArrayList<>(request.messages().subList(0, instructions));
        messages.addAll(request.messages().subList(turn, request.messages().size()));
        return request.withMessages(messages);
    }
}
