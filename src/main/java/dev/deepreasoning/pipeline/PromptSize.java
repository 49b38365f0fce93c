package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.canonical.ToolDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Estimates a prompt's tokens where nobody has counted them.
public final class PromptSize {
    /// What a picture costs at most at Claude (1.15 megapixels), in tokens.
    private static final long IMAGE = 1_600;
    /// A page of a PDF is about this many base64 characters, and costs about this many tokens.
    private static final long PAGE_CHARACTERS = 100_000;

    private static final long PAGE = 2_000;

    /// What a page of a PDF costs at most, its text and its picture, and how small it may be.
    private static final long DENSE_PAGE = 3_500;

    private static final long SMALL_PAGE_CHARACTERS = 16_000;
    /// More pages are refused.
    private static final long MOST_PAGES = 100;

    /// What stands around a message, a part or a tool in the vendor's own form.
    private static final long FRAME = 24;
    /// What Claude is told of tools and of structured output, whatever they are.
    private static final long INSTRUCTIONS = 900;

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

    /// More tokens than a prompt has, whatever it holds: no tokenizer does worse on ordinary words, and digits, signs and
    /// other scripts count a token or more each. A document that the vendor fetches counts as the longest that it takes.
    static long most(CanonicalRequest request) {
        long tokens = request.tools().isEmpty() && request.outputFormat() == null ? 0 : INSTRUCTIONS;
        for (Message message : request.messages()) {
            tokens += FRAME;
            for (ContentPart part : message.content()) {
                tokens += FRAME + most(part);
            }
        }
        for (ToolDefinition tool : request.tools()) {
            tokens += FRAME + most(tool.name()) + most(tool.description()) + most(tool.inputSchema());
        }
        if (request.outputFormat() instanceof OutputFormat.JsonSchema schema) {
            tokens += most(schema.schema());
        }
        return tokens;
    }

    private static long most(ContentPart part) {
        return switch (part) {
            case ContentPart.Text text -> most(text.text());
            case ContentPart.Image _ -> IMAGE;
            case ContentPart.Document document ->
                most(document.title()) + most(document.context()) + most(document.source());
            case ContentPart.SearchResult result ->
                most(result.source()) + most(result.title()) + all(result.content());
            case ContentPart.ToolUse call -> most(call.name()) + most(call.id()) + most(call.arguments());
            case ContentPart.ToolResult result -> most(result.toolUseId()) + all(result.content());
            // What is handed over again is counted out of the prompt by an estimate.
            case ContentPart.EchoedReasoning echoed ->
                Math.max(0, most(echoed.text()) - TokenEstimator.estimate(echoed.text()));
        };
    }

    private static long all(List<? extends ContentPart> parts) {
        return parts.stream().mapToLong(part -> FRAME + most(part)).sum();
    }

    private static long most(MediaSource source) {
        return switch (source) {
            case MediaSource.PlainText text -> most(text.text());
            case MediaSource.Blocks blocks -> most(blocks.content());
            case MediaSource.Inline inline ->
                DENSE_PAGE * Math.min(MOST_PAGES, 1 + inline.data().length() / SMALL_PAGE_CHARACTERS);
            case MediaSource.Url _, MediaSource.FileId _ -> DENSE_PAGE * MOST_PAGES;
        };
    }

    private static long most(JsonText json) {
        return most(json.text());
    }

    private static long most(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        long tenths = 0;
        for (int i = 0; i < text.length(); i++) {
            tenths += tenths(text.charAt(i));
        }
        return (tenths + 9) / 10;
    }

    private static int tenths(char c) {
        if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == ' ') {
            return 4;
        }
        // A surrogate is half of a character that takes up to four tokens.
        return c < 0x80 ? 10 : Character.isSurrogate(c) ? 20 : 15;
    }
}
