package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.Sampling;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds requests for tests: a plain question unless told otherwise.
final class Requests {
    private final List<Message> messages = new ArrayList<>();
    private final List<ToolDefinition> tools = new ArrayList<>();
    private final List<String> stops = new ArrayList<>();
    private @Nullable ToolChoice toolChoice;
    private @Nullable OutputFormat format;
    private Sampling sampling = Sampling.UNSET;
    private @Nullable Integer maxTokens;
    private ReasoningOptions reasoning = ReasoningOptions.DEFAULT;
    private boolean strict;
    private boolean disableFormatting;
    private @Nullable SearchOptions search;
    private boolean prefill;
    private String model = "deepreasoning";

    static Requests ask(String text) {
        return new Requests().say(Role.USER, text);
    }

    Requests say(Role role, String text) {
        messages.add(Message.of(role, text));
        return this;
    }

    Requests say(Role role, ContentPart... parts) {
        messages.add(new Message(role, List.of(parts)));
        return this;
    }

    Requests model(String name) {
        model = name;
        return this;
    }

    Requests sampling(@Nullable Double temperature, @Nullable Double topP, @Nullable Integer topK) {
        sampling = new Sampling(temperature, topP, topK);
        return this;
    }

    Requests maxTokens(int tokens) {
        maxTokens = tokens;
        return this;
    }

    Requests stop(String... sequences) {
        stops.addAll(List.of(sequences));
        return this;
    }

    Requests tool(ToolDefinition tool) {
        tools.add(tool);
        return this;
    }

    Requests toolChoice(ToolChoice choice) {
        toolChoice = choice;
        return this;
    }

    Requests format(OutputFormat wanted) {
        format = wanted;
        return this;
    }

    Requests reasoning(ReasoningOptions options) {
        reasoning = options;
        return this;
    }

    Requests mode(ReasoningOptions.Mode mode) {
        return reasoning(new ReasoningOptions(mode, true, null, null, null));
    }

    Requests search(SearchOptions options) {
        search = options;
        return this;
    }

    Requests disableFormatting() {
        disableFormatting = true;
        return this;
    }

    Requests strict() {
        strict = true;
        return this;
    }

    Requests prefill() {
        prefill = true;
        return this;
    }

    CanonicalRequest build() {
        return new CanonicalRequest(
                model,
                null,
                messages,
                prefill,
                tools,
                toolChoice,
                format,
                sampling,
                maxTokens,
                stops,
                reasoning,
                search,
                strict,
                disableFormatting,
                null,
                true,
                StageOverrides.NONE,
                StageOverrides.NONE,
                null);
    }
}
