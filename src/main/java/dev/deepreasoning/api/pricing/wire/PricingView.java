package dev.deepreasoning.api.pricing.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.deepreasoning.api.wire.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The rate card. A prompt is charged once, however many models read it; reasoning and answer are output.
@RegisterForReflection
@Schema(name = "Pricing")
public record PricingView(
        @Schema(required = true, examples = "pricing") String object,
        @Schema(required = true, examples = "USD") String currency,

        @JsonProperty("unit_tokens")
        @Schema(required = true, description = "Prices are per so many tokens", examples = "1000")
        int unitTokens,

        @JsonProperty("web_search") @Schema(required = true, description = "For each search that was made")
        Money webSearch,

        @JsonProperty("default_model") @Schema(required = true, description = "Who answers `deepreasoning`")
        String defaultModel,

        @Schema(required = true) List<Rate> data) {
    /// Copies.
    public PricingView {
        data = List.copyOf(data);
    }

    /// One answering model. Without prices it is refused for accounts that pay.
    @RegisterForReflection
    @Schema(name = "Rate")
    public record Rate(
            @Schema(required = true, examples = "claude-sonnet-4-5-20250929")
            String model,

            @JsonProperty("display_name") @Schema(required = true)
            String displayName,

            @Schema(nullable = true, description = "The prompt") @Nullable
            Money input,

            @Schema(nullable = true, description = "Reasoning and answer") @Nullable
            Money output,

            @Schema(
                    required = true,
                    enumeration = {"active", "deprecated", "retired"})
            String lifecycle,

            @JsonProperty("deprecated_at") @Schema(nullable = true) @Nullable
            String deprecatedAt,

            @JsonProperty("retires_at") @Schema(nullable = true) @Nullable
            String retiresAt,

            @Schema(nullable = true) @Nullable String replacement) {}
}
