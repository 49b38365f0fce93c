package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/// Takes in all of a request that its answer may depend on, so that two requests can be told apart by a digest.
///
/// Not `stream`: clients whose stream broke ask again for the whole. Not keys of the caller's own, which pay for an answer
/// and don't shape it. Every member has its kind and length before it, so that no two requests read alike.
final class Fingerprint {
    private final Mac digest;

    /// @param digest takes it in
    Fingerprint(Mac digest) {
        this.digest = digest;
    }

    /// Takes in a request.
    void of(CanonicalRequest request) {
        text(request.model());
        text(request.anthropicModel());
        all(request.messages(), this::message);
        flag(request.prefill());
        all(request.tools(), this::tool);
        ToolChoice choice = request.toolChoice();
        flag(choice != null);
        if (choice != null) {
            value(choice.mode());
            text(choice.name());
            flag(choice.disableParallel());
        }
        format(request.outputFormat());
        value(request.sampling().temperature());
        value(request.sampling().topP());
        value(request.sampling().topK());
        value(request.maxTokens());
        all(request.stopSequences(), this::text);
        reasoning(request.reasoning());
        search(request.search());
        flag(request.strict());
        flag(request.disableFormatting());
        text(request.userId());
        overrides(request.reasonerOverrides());
        overrides(request.answererOverrides());
    }

    private void message(Message message) {
        value(message.role());
        all(message.content(), this::part);
    }

    private void part(ContentPart part) {
        text(part.getClass().getSimpleName());
        json(part.cacheControl());
        switch (part) {
            case ContentPart.Text text -> text(text.text());
            case ContentPart.Image image -> source(image.source());
            case ContentPart.Document document -> {
                source(document.source());
                text(document.title());
                text(document.context());
                json(document.citations());
            }
            case ContentPart.SearchResult result -> {
                text(result.source());
                text(result.title());
                all(result.content(), this::part);
                json(result.citations());
            }
            case ContentPart.ToolUse call -> {
                text(call.id());
                text(call.name());
                json(call.arguments());
            }
            case ContentPart.ToolResult result -> {
                text(result.toolUseId());
                all(result.content(), this::part);
                flag(result.isError());
            }
            case ContentPart.EchoedReasoning echoed -> {
                text(echoed.text());
                text(echoed.signature());
            }
        }
    }

    private void source(MediaSource source) {
        text(source.getClass().getSimpleName());
        switch (source) {
            case MediaSource.Inline inline -> {
                text(inline.mediaType());
                text(inline.data());
            }
            case MediaSource.Url url -> text(url.url());
            case MediaSource.FileId file -> text(file.id());
            case MediaSource.PlainText text -> text(text.text());
            case MediaSource.Blocks blocks -> json(blocks.content());
        }
    }

    private void tool(ToolDefinition tool) {
        text(tool.name());
        text(tool.description());
        json(tool.inputSchema());
        value(tool.strict());
        json(tool.cacheControl());
    }

    private void format(@Nullable OutputFormat format) {
        switch (format) {
            case null -> flag(false);
            case OutputFormat.JsonObject _ -> text("object");
            case OutputFormat.JsonSchema schema -> {
                text("schema");
                text(schema.name());
                json(schema.schema());
            }
        }
    }

    private void reasoning(ReasoningOptions reasoning) {
        value(reasoning.mode());
        flag(reasoning.include());
        value(reasoning.effort());
        value(reasoning.maxTokens());
        text(reasoning.text());
    }

    private void search(@Nullable SearchOptions search) {
        flag(search != null);
        if (search != null) {
            text(search.depth());
            all(search.includeDomains(), this::text);
            all(search.excludeDomains(), this::text);
            text(search.fromDate());
            text(search.toDate());
            value(search.maxResults());
            flag(search.declared());
        }
    }

    private void overrides(StageOverrides overrides) {
        for (Map.Entry<String, String> header : new TreeMap<>(overrides.headers()).entrySet()) {
            text(header.getKey());
            text(header.getValue());
        }
        flag(false);
        for (Map.Entry<String, JsonText> member : new TreeMap<>(overrides.body()).entrySet()) {
            text(member.getKey());
            json(member.getValue());
        }
        flag(false);
    }

    private <T> void all(Collection<? extends T> members, Consumer<T> each) {
        size('[', members.size());
        members.forEach(each);
    }

    private void json(@Nullable JsonText json) {
        text(json == null ? null : json.text());
    }

    private void value(@Nullable Object value) {
        text(value == null ? null : value.toString());
    }

    private void flag(boolean set) {
        digest.update((byte) (set ? 'y' : 'n'));
    }

    /// Absent is not the same as empty.
    void text(@Nullable String text) {
        if (text == null) {
            digest.update((byte) '-');
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        size('"', bytes.length);
        digest.update(bytes);
    }

    private void size(char kind, int size) {
        digest.update((byte) kind);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(size).flip());
    }
}
