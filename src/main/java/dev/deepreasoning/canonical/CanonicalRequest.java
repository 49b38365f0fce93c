package dev.deepreasoning.canonical;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request, whatever the dialect it came in. Valid by construction of its decoder: ranges checked, roles known,
/// tool results paired. `@Nullable` members are those which the caller did not send.
///
/// @param model the name that the caller asked for, echoed in the answer
/// @param anthropicModel the Claude that the caller named beside it
/// @param messages at least one; the last is the user's, or an assistant's text to be continued where `prefill` is set
/// @param prefill true where the last message is an assistant text that the answer continues (Messages only)
/// @param maxTokens bound on the answer alone
/// @param strict refuse instead of adjusting or degrading
/// @param disableFormatting no `Sources` footer
/// @param userId opaque end-user id for abuse detection upstream
/// @param stream whether the caller reads a stream
/// @param searchCredential the caller's own key for the web search; absent means the operator's
public record CanonicalRequest(
        String model,
        @Nullable String anthropicModel,
        List<Message> messages,
        boolean prefill,
        List<ToolDefinition> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable OutputFormat outputFormat,
        Sampling sampling,
        @Nullable Integer maxTokens,
        List<String> stopSequences,
        ReasoningOptions reasoning,
        @Nullable SearchOptions search,
        boolean strict,
        boolean disableFormatting,
        @Nullable String userId,
        boolean stream,
        StageOverrides reasonerOverrides,
        StageOverrides answererOverrides,
        @Nullable String searchCredential) {
    public CanonicalRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        stopSequences = List.copyOf(stopSequences);
    }

    /// The same with another conversation.
    public CanonicalRequest withMessages(List<Message> others) {
        return new CanonicalRequest(
                model,
                anthropicModel,
                others,
                prefill,
                tools,
                toolChoice,
                outputFormat,
                sampling,
                maxTokens,
                stopSequences,
                reasoning,
                search,
                strict,
                disableFormatting,
                userId,
                stream,
                reasonerOverrides,
                answererOverrides,
                searchCredential);
    }

    /// The same with other bounds.
    ///
    /// @param answerTokens bound on the answer
    /// @param reasoningTokens bound on the reasoning; absent: as `effort` says
    public CanonicalRequest withBounds(@Nullable Integer answerTokens, @Nullable Integer reasoningTokens) {
        return new CanonicalRequest(
                model,
                anthropicModel,
                messages,
                prefill,
                tools,
                toolChoice,
                outputFormat,
                sampling,
                answerTokens,
                stopSequences,
                new ReasoningOptions(
                        reasoning.mode(), reasoning.include(), reasoning.effort(), reasoningTokens, reasoning.text()),
                search,
                strict,
                disableFormatting,
                userId,
                stream,
                reasonerOverrides,
                answererOverrides,
                searchCredential);
    }

    /// The same with the caller's own keys for the upstreams; absent ones change nothing.
    public CanonicalRequest withCredentials(
            @Nullable String reasoner, @Nullable String answerer, @Nullable String search) {
        if (reasoner == null && answerer == null && search == null) {
            return this;
        }
        return new CanonicalRequest(
                model,
                anthropicModel,
                messages,
                prefill,
                tools,
                toolChoice,
                outputFormat,
                sampling,
                maxTokens,
                stopSequences,
                reasoning,
                this.search,
                strict,
                disableFormatting,
                userId,
                stream,
                reasonerOverrides.withCredential(reasoner),
                answererOverrides.withCredential(answerer),
                search == null ? searchCredential : search);
    }

    /// Whether the caller has Claude think by itself, beside the reasoner.
    public boolean answererThinks() {
        JsonText thinking = answererOverrides.body().get("thinking");
        return thinking != null && !thinking.text().contains("\"disabled\"");
    }

    /// Prompts and keys never reach a log by accident.
    @Override
    public String toString() {
        return "CanonicalRequest[model=" + model + ", messages=" + messages.size() + ", stream=" + stream + "]";
    }
}
