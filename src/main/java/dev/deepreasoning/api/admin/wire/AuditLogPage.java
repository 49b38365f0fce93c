package dev.deepreasoning.api.admin.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A page of what operators did, the newest first. `next_cursor` goes into `before` for the next one.
@RegisterForReflection
@Schema(name = "AuditLog")
public record AuditLogPage(
        @Schema(required = true, examples = "list") String object,
        @Schema(required = true) List<Action> data,

        @JsonProperty("has_more") @Schema(required = true) boolean hasMore,

        @JsonProperty("next_cursor") @Schema(nullable = true) @Nullable
        String nextCursor) {
    /// Copies.
    public AuditLogPage {
        data = List.copyOf(data);
    }

    /// One action.
    @RegisterForReflection
    @Schema(name = "AuditEvent")
    public record Action(
            @Schema(required = true) String id,

            @Schema(required = true, examples = "audit_event")
            String object,

            @Schema(required = true, description = "Unix seconds")
            long created,

            @Schema(
                    required = true,
                    description = "A token's fingerprint, or a subject",
                    examples = "token:9f86d081884c")
            String actor,

            @Schema(required = true, examples = "account.top_up")
            String action,

            @Schema(nullable = true) @Nullable String account,
            @Schema(required = true) Map<String, Object> details) {}
}
