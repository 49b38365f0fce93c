package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.canonical.Block;

/// A call of a caller's function.
final class OpenFunctionCall extends OpenItem {
    private final Block.ToolCall call;
    private final StringBuilder arguments = new StringBuilder();

    OpenFunctionCall(String id, int index, Block.ToolCall call, EventFrames frames) {
        super(id, index, frames);
        this.call = call;
    }

    @Override
    boolean delta(String json, JsonBytes out) {
        if (json.isEmpty()) {
            return false;
        }
        arguments.append(json);
        event("response.function_call_arguments.delta", out)
                .ascii(",\"delta\":")
                .string(json);
        end(out);
        return true;
    }

    @Override
    void done(String status, JsonBytes out) {
        if (arguments.isEmpty()) {
            // A call without arguments is `{}` on the wire: clients parse them.
            delta("{}", out);
        }
        event("response.function_call_arguments.done", out)
                .ascii(",\"name\":")
                .string(call.name())
                .ascii(",\"arguments\":")
                .string(arguments.toString());
        end(out);
        super.done(status, out);
    }

    @Override
    String begun() {
        return json(OutputItems.IN_PROGRESS);
    }

    @Override
    String json(String status) {
        JsonBytes out = new JsonBytes();
        OutputItems.functionCall(id(), call.id(), call.name(), arguments.toString(), status, out);
        return ResponsesEventEncoder.text(out);
    }
}
