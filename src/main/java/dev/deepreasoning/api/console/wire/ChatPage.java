package dev.deepreasoning.api.console.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A page of saved chats, the latest first. `next_cursor` goes into `before` for the next one.
@RegisterForReflection
@Schema(name = "SavedChatList")
public record ChatPage(
        @Schema(required = true, examples = "list") String object,
        @Schema(required = true) List<ChatView> data,

        @JsonProperty("has_more") @Schema(required = true) boolean hasMore,

        @JsonProperty("next_cursor") @Schema(nullable = true) @Nullable
        String nextCursor) {
    /// Copies.
    public ChatPage {
        data = List.copyOf(data);
    }
}
