package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.responses.ResponsesEventEncoder.Keeping;
import org.jspecify.annotations.Nullable;

/// R1's reasoning, told as one summary: the AI SDK and LangChain show summaries only.
final class OpenReasoning extends OpenItem {
    private final @Nullable Keeping hiding;
    private final StringBuilder text = new StringBuilder();
    private @Nullable String hidden;

    /// @param hiding makes `encrypted_content`; absent where nobody asked for it
    OpenReasoning(String id, int index, @Nullable Keeping hiding, EventFrames frames) {
        super(id, index, frames);
        this.hiding = hiding;
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
        if (hiding != null) {
            hidden = hiding.hide(text.toString());
        }
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
        OutputItems.reasoning(id(), text.toString(), hidden, status, out);
        return ResponsesEventEncoder.text(out);
    }
}
