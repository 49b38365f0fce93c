package dev.deepreasoning.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One change of a balance. `actor` is told to operators alone.
@RegisterForReflection
@Schema(name = "LedgerEntry")
public record LedgerEntryView(
        @Schema(required = true) String id,
        @Schema(required = true, examples = "ledger_entry") String object,

        @Schema(required = true, description = "Unix seconds")
        long created,

        @Schema(
                required = true,
                enumeration = {"top_up", "charge", "adjustment", "refund"})
        String kind,

        @Schema(required = true, description = "Below zero where it was taken")
        Money amount,

        @JsonProperty("balance_after") @Schema(required = true)
        Money balanceAfter,

        @JsonProperty("request_id") @Schema(nullable = true, description = "The request that a charge is for") @Nullable
        String requestId,

        @JsonProperty("external_reference")
        @Schema(nullable = true, description = "The payment's or the operator's own")
        @Nullable
        String externalReference,

        @Schema(nullable = true) @Nullable String note,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(nullable = true, description = "Who did it; admin API only")
        @Nullable
        String actor) {}
