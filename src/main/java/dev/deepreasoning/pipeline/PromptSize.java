package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.canonical.ToolDefinition;

/// Estimates a prompt's tokens where nobody has counted them.
public final class PromptSize {
    /// What a picture costs at most at Claude (1.15 megapixels), in tokens.
    private static final long IMAGE = 1_600;
    /// A page of a PDF is about this many base64 characters, and costs about this many tokens.
    private static final long PAGE_CHARACTERS = 100_000;

    private static final long PAGE = 2_000;

    private PromptSize() {}

    /// Tokens of messages and tools, estimated.
    public static long estimate(CanonicalRequest request) {
        long tokens = 0;
        for (Message message : request.messages()) {
            for (ContentPart part : message.content()) {
                tokens += estimate(part);
            }
        }
        for (ToolDefinition tool : request.tools()) {
            String description = tool.description();
            tokens += TokenEstimator.estimate(tool.name())
                    + TokenEstimator.estimate(tool.inputSchema().text())
                    + (description == null ? 0 : TokenEstimator.estimate(description));
        }
        return tokens;
    }

    private static long estimate(ContentPart part) {
        return switch (part) {
            case ContentPart.Text text -> TokenEstimator.estimate(text.text());
            case ContentPart.Image _ -> IMAGE;
            case ContentPart.Document document -> estimate(document.source());
            case ContentPart.SearchResult result ->
                result.content().stream().mapToLong(PromptSize::estimate).sum();
            case ContentPart.ToolUse call ->
                TokenEstimator.estimate(call.arguments().text());
            case ContentPart.ToolResult result ->
                result.content().stream().mapToLong(PromptSize::estimate).sum();
            case ContentPart.EchoedReasoning _ -> 0;
        };
    }

    private static long estimate(MediaSource source) {
        return switch (source) {
            case MediaSource.PlainText text -> TokenEstimator.estimate(text.text());
            case MediaSource.Blocks blocks ->
                TokenEstimator.estimate(blocks.content().text());
            case MediaSource.Inline inline -> PAGE * (1 + inline.data().length() / PAGE_CHARACTERS);
            case MediaSource.Url _, MediaSource.FileId _ -> PAGE;
        };
    }
}
