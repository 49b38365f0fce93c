package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.GatewayException;
import java.nio.charset.StandardCharsets;

/// A call of a tool that takes free text: Claude called it as a function with the one string `input`, which can be told
/// only when it is whole.
final class OpenCustomCall extends OpenItem {
    private final Block.ToolCall call;
    private final StringBuilder arguments = new StringBuilder();
    private String input = "";

    OpenCustomCall(String id, int index, Block.ToolCall call, EventFrames frames) {
        super(id, index, frames);
        this.call = call;
    }

    @Override
    boolean delta(String json, JsonBytes out) {
        arguments.append(json);
        return false;
    }

    @Override
    void done(String status, JsonBytes out) {
        input = input(arguments.toString());
        event("response.custom_tool_call_input.delta", out).ascii(",\"delta\":").string(input);
        end(out);
        event("response.custom_tool_call_input.done", out).ascii(",\"input\":").string(input);
        end(out);
        super.done(status, out);
    }

    /// Arguments that were cut, or are of another shape, are given as they are: the caller's tool tells the model.
    private static String input(String json) {
        try {
            RequestJson text =
                    RequestJson.parse(json.getBytes(StandardCharsets.UTF_8)).get("input");
            return text != null && text.isString() ? text.text() : json;
        } catch (GatewayException notJson) {
            return json;
        }
    }

    @Override
    String begun() {
        return json(OutputItems.IN_PROGRESS);
    }

    @Override
    String json(String status) {
        JsonBytes out = new JsonBytes();
        OutputItems.customCall(id(), call.id(), call.name(), input, status, out);
        return ResponsesEventEncoder.text(out);
    }
}
