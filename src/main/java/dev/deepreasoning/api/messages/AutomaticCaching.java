package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.SearchResult;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.util.ArrayList;
import java.util.List;

/// `cache_control` at the top of a request: the breakpoint goes to the end of what the caller's last turn says. Left to
/// Anthropic it would stand behind R1's reasoning, which is another one each time, and nothing would ever be read again.
final class AutomaticCaching {
    private AutomaticCaching() {}

    static List<Message> of(Fields body, List<Message> messages) {
        RequestJson control = body.get("cache_control");
        if (control == null || !control.isObject()) {
            return messages;
        }
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            if (message.role() == Role.USER) {
                List<ContentPart> parts = new ArrayList<>(message.content());
                ContentPart last = parts.removeLast();
                parts.add(last.cacheControl() == null ? marked(last, control.verbatim()) : last);
                List<Message> all = new ArrayList<>(messages);
                all.set(i, new Message(Role.USER, parts));
                return all;
            }
        }
        return messages;
    }

    private static ContentPart marked(ContentPart part, JsonText control) {
        return switch (part) {
            case Text text -> new Text(text.text(), control);
            case Image image -> new Image(image.source(), control);
            case Document document ->
                new Document(document.source(), document.title(), document.context(), document.citations(), control);
            case SearchResult result ->
                new SearchResult(result.source(), result.title(), result.content(), result.citations(), control);
            case ToolUse call -> new ToolUse(call.id(), call.name(), call.arguments(), control);
            case ToolResult result -> new ToolResult(result.toolUseId(), result.content(), result.isError(), control);
            case EchoedReasoning echoed -> echoed;
        };
    }
}
