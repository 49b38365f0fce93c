package dev.deepreasoning.api.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A page of a ledger, the newest first. `next_cursor` goes into `before` for the next one.
@RegisterForReflection
@Schema(name = "LedgerEntryList")
public record LedgerPage(
        @Schema(required = true, examples = "list") String object,
        @Schema(required = true) Money balance,
        @Schema(required = true) List<LedgerEntryView> data,

        @JsonProperty("has_more") @Schema(required = true) boolean hasMore,

        @JsonProperty("next_cursor") @Schema(nullable = true) @Nullable
        String nextCursor) {
    /// Copies.
    public LedgerPage {
        data = List.copyOf(data);
    }
}
