package dev.deepreasoning.api.admin.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A change of a balance.
@RegisterForReflection
@Schema(name = "NewBooking")
public record NewBooking(
        @Schema(
                required = true,
                description =
                        "USD, exact: a decimal in a string, or a number. Above zero; only an adjustment may be below it",
                examples = "12.50")
        String amount,

        @JsonProperty("external_reference")
        @Schema(
                nullable = true,
                maxLength = 200,
                description = "Unique within the account: the same booking again changes nothing. Required for top-ups")
        @Nullable
        String externalReference,

        @Schema(nullable = true, maxLength = 500, description = "Shown to the account's holder, too") @Nullable
        String note) {}
