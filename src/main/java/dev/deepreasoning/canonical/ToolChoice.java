package dev.deepreasoning.canonical;

import org.jspecify.annotations.Nullable;

/// Whether the answering model may, must or must not call a tool.
///
/// @param name the tool, for [Mode#TOOL] only
public record ToolChoice(Mode mode, @Nullable String name, boolean disableParallel) {
    /// The model decides.
    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, null, false);

    /// True where the caller forces a call.
    public boolean forced() {
        return mode == Mode.ANY || mode == Mode.TOOL;
    }

    /// The four ways.
    public enum Mode {
        AUTO,
        ANY,
        TOOL,
        NONE
    }
}
