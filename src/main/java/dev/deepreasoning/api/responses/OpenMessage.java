package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UrlCitations;
import dev.deepreasoning.canonical.Citation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer's text: one part, whatever the number of blocks that Claude wrote it in, and a refusal behind it.
final class OpenMessage extends OpenItem {
    private final StringBuilder text = new StringBuilder();
    private final UrlCitations citations = new UrlCitations();
    private @Nullable String refusal;
    private boolean textOpen;
    private int annotations;

    OpenMessage(String id, int index, EventFrames frames) {
        super(id, index, frames);
    }

    void blockStarted() {
        citations.blockStarted();
    }

    @Override
    boolean delta(String more, JsonBytes out) {
        if (more.isEmpty()) {
            return false;
        }
        openText(out);
        text.append(more);
        citations.text(more);
        event("response.output_text.delta", out)
                .ascii(",\"content_index\":0,\"delta\":")
                .string(more)
                .ascii(",\"logprobs\":[]");
        end(out);
        return true;
    }

    private void openText(JsonBytes out) {
        if (!textOpen) {
            textOpen = true;
            event("response.content_part.added", out).ascii(",\"content_index\":0,\"part\":");
            OutputItems.text("", List.of(), out);
            end(out);
        }
    }

    @Override
    void cite(Citation citation) {
        citations.cite(citation);
    }

    @Override
    boolean blockStopped(JsonBytes out) {
        boolean wrote = false;
        for (UrlCitations.Place place : citations.blockStopped()) {
            openText(out);
            event("response.output_text.annotation.added", out)
                    .ascii(",\"content_index\":0,\"annotation_index\":")
                    .number(annotations++)
                    .ascii(",\"annotation\":");
            OutputItems.annotation(place, out);
            end(out);
            wrote = true;
        }
        return wrote;
    }

    /// The answer ends in a refusal.
    void refuse(String words, JsonBytes out) {
        closeText(out);
        refusal = words;
        int index = text.isEmpty() ? 0 : 1;
        part("response.content_part.added", index, "", out);
        event("response.refusal.delta", out)
                .ascii(",\"content_index\":")
                .number(index)
                .ascii(",\"delta\":")
                .string(words);
        end(out);
        event("response.refusal.done", out)
                .ascii(",\"content_index\":")
                .number(index)
                .ascii(",\"refusal\":")
                .string(words);
        end(out);
        part("response.content_part.done", index, words, out);
    }

    private void part(String type, int index, String words, JsonBytes out) {
        event(type, out).ascii(",\"content_index\":").number(index).ascii(",\"part\":");
        OutputItems.refusal(words, out);
        end(out);
    }

    private void closeText(JsonBytes out) {
        if (textOpen) {
            textOpen = false;
            event("response.output_text.done", out)
                    .ascii(",\"content_index\":0,\"text\":")
                    .string(text.toString())
                    .ascii(",\"logprobs\":[]");
            end(out);
            event("response.content_part.done", out).ascii(",\"content_index\":0,\"part\":");
            OutputItems.text(text.toString(), citations.all(), out);
            end(out);
        }
    }

    @Override
    void done(String status, JsonBytes out) {
        closeText(out);
        super.done(status, out);
    }

    @Override
    String begun() {
        return json(OutputItems.IN_PROGRESS);
    }

    @Override
    String json(String status) {
        JsonBytes out = new JsonBytes();
        List<String> parts = new ArrayList<>();
        if (!text.isEmpty()) {
            OutputItems.text(text.toString(), citations.all(), out);
            parts.add(ResponsesEventEncoder.text(out));
        }
        String words = refusal;
        if (words != null) {
            OutputItems.refusal(words, out);
            parts.add(ResponsesEventEncoder.text(out));
        }
        OutputItems.message(id(), parts, status, out);
        return ResponsesEventEncoder.text(out);
    }
}
