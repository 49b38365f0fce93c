package dev.deepreasoning.api.admin.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.deepreasoning.api.wire.AccountView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A page of accounts by id. `next_cursor` goes into `after` for the next one.
@RegisterForReflection
@Schema(name = "AccountList")
public record AccountPage(
        @Schema(required = true, examples = "list") String object,
        @Schema(required = true) List<AccountView> data,

        @JsonProperty("has_more") @Schema(required = true) boolean hasMore,

        @JsonProperty("next_cursor") @Schema(nullable = true) @Nullable
        String nextCursor) {
    /// Copies.
    public AccountPage {
        data = List.copyOf(data);
    }
}
