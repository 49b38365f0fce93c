package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.ClaudeModel;
import dev.deepreasoning.pipeline.SynthesisRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds requests to Claude for tests: nothing but the messages unless told otherwise.
final class Asked {
    private ClaudeModel model = model("claude-sonnet-4-5-20250929");
    private final List<Message> messages = new ArrayList<>();
    private final List<ToolDefinition> tools = new ArrayList<>();
    private @Nullable ToolChoice toolChoice;
    private @Nullable OutputFormat format;
    private int maxTokens = 100;
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private @Nullable Integer topK;
    private List<String> stops = List.of();
    private boolean thinkingDisabled;
    private @Nullable String effort;
    private @Nullable String userId;
    private StageOverrides overrides = StageOverrides.NONE;

    static ClaudeModel model(String id) {
        return Catalogs.builtIn().models().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    static Asked question() {
        return new Asked().say(Role.USER, "Hi");
    }

    Asked model(ClaudeModel other) {
        model = other;
        return this;
    }

    Asked say(Role role, String text) {
        messages.add(Message.of(role, text));
        return this;
    }

    Asked say(Role role, ContentPart... parts) {
        messages.add(new Message(role, List.of(parts)));
        return this;
    }

    Asked tool(String name, @Nullable String description, String schema) {
        tools.add(new ToolDefinition(name, description, new JsonText(schema), null, null));
        return this;
    }

    Asked tool(ToolDefinition tool) {
        tools.add(tool);
        return this;
    }

    Asked choose(ToolChoice choice) {
        toolChoice = choice;
        return this;
    }

    Asked format(OutputFormat wanted) {
        format = wanted;
        return this;
    }

    Asked maxTokens(int tokens) {
        maxTokens = tokens;
        return this;
    }

    Asked sampling(@Nullable Double wantedTemperature, @Nullable Double wantedTopP, @Nullable Integer wantedTopK) {
        temperature = wantedTemperature;
        topP = wantedTopP;
        topK = wantedTopK;
        return this;
    }

    Asked stops(String... sequences) {
        stops = List.of(sequences);
        return this;
    }

    Asked withoutThinking() {
        thinkingDisabled = true;
        return this;
    }

    Asked effort(String wanted) {
        effort = wanted;
        return this;
    }

    Asked user(String id) {
        userId = id;
        return this;
    }

    Asked overrides(@Nullable String credential, Map<String, String> headers, Map<String, JsonText> body) {
        overrides = new StageOverrides(credential, headers, body);
        return this;
    }

    SynthesisRequest build() {
        return new SynthesisRequest(
                model,
                messages,
                tools,
                toolChoice,
                format,
                maxTokens,
                temperature,
                topP,
                topK,
                stops,
                thinkingDisabled,
                effort,
                userId,
                overrides);
    }
}
