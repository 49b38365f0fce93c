package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.responses.ResponsesEventEncoder.Keeping;
import org.jspecify.annotations.Nullable;

/// R1's reasoning, told as one summary: the AI SDK and LangChain show summaries only.
final class OpenReasoning extends OpenItem {
    private final Keeping keeping;
    private final boolean encrypted;
    private final StringBuilder text = new StringBuilder();
    private @Nullable String hidden;

    /// @param keeping makes `encrypted_content`
    /// @param encrypted the caller asked for it
    OpenReasoning(String id, int index, Keeping keeping, boolean encrypted, EventFrames frames) {
        super(id, index, frames);
        this.keeping = keeping;
        this.encrypted = encrypted;
    }

    @Override
    void added(JsonBytes out) {
        super.added(out);
        part("response.reasoning_summary_part.added", "", out);
    }

    private void part(String type, String said, JsonBytes out) {
        event(type, out).ascii(",\"summary_index\":0,\"part\":");
        OutputItems.summary(said, out);
        end(out);
    }

    @Override
    boolean delta(String more, JsonBytes out) {
        if (more.isEmpty()) {
            return false;
        }
        text.append(more);
        event("response.reasoning_summary_text.delta", out)
                .ascii(",\"summary_index\":0,\"delta\":")
                .string(more);
        end(out);
        return true;
    }

    @Override
    void done(String status, JsonBytes out) {
        hidden = keeping.hide(text.toString());
        event("response.reasoning_summary_text.done", out)
                .ascii(",\"summary_index\":0,\"text\":")
                .string(text.toString());
        end(out);
        part("response.reasoning_summary_part.done", text.toString(), out);
        super.done(status, out);
    }

    @Override
    String begun() {
        JsonBytes out = new JsonBytes();
        OutputItems.reasoning(id(), "", null, OutputItems.IN_PROGRESS, out);
        return ResponsesEventEncoder.text(out);
    }

    @Override
    String json(String status) {
        JsonBytes out = new JsonBytes();
        OutputItems.reasoning(id(), text.toString(), encrypted ? hidden : null, status, out);
        return ResponsesEventEncoder.text(out);
    }

    /// With its seal, whatever was asked for: a reference brings R1's plan back into an agent's loop, and only sealed
    /// reasoning is believed to be R1's.
    @Override
    String kept(String status) {
        JsonBytes out = new JsonBytes();
        OutputItems.reasoning(id(), text.toString(), hidden, status, out);
        return ResponsesEventEncoder.text(out);
    }
}
