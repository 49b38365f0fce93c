package dev.deepreasoning.api.pricing.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.deepreasoning.api.wire.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a request would cost: never more than `most`.
@RegisterForReflection
@Schema(name = "Estimate")
public record EstimateView(
        @Schema(required = true, examples = "estimate") String object,

        @Schema(required = true, description = "The id of the model that would answer")
        String model,

        @JsonProperty("requested_model") @Schema(required = true)
        String requestedModel,

        @Schema(required = true, description = "Where both models use all that they may")
        Amounts most,

        @Schema(required = true) Amounts typical,

        @JsonProperty("typical_by")
        @Schema(
                required = true,
                description =
                        "`account`: the middle of your latest requests to the model; `experience`: an ordinary question",
                enumeration = {"account", "experience"})
        String typicalBy,

        @Schema(required = true, description = "How often the web would be searched")
        int searches,

        @Schema(required = true) Rates rates,

        @Schema(nullable = true, description = "Absent for callers without an account") @Nullable
        Balance balance) {
    /// A cost and the tokens behind it; those of the prompt are estimated, pages of a search among them.
    @RegisterForReflection
    @Schema(name = "EstimatedAmounts")
    public record Amounts(
            @Schema(required = true) Money cost,
            @Schema(required = true) Tokens tokens) {}

    /// Tokens.
    @RegisterForReflection
    @Schema(name = "EstimatedTokens")
    public record Tokens(
            @Schema(required = true) long prompt,
            @Schema(required = true) long reasoning,
            @Schema(required = true) long answer,
            @Schema(required = true) long total) {}

    /// Prices per 1,000 tokens, and of a search.
    @RegisterForReflection
    @Schema(name = "EstimateRates")
    public record Rates(
            @Schema(required = true) Money input,
            @Schema(required = true) Money output,

            @JsonProperty("web_search") @Schema(required = true)
            Money webSearch) {}

    /// Whether the account could pay it now.
    @RegisterForReflection
    @Schema(name = "EstimateBalance")
    public record Balance(
            @Schema(required = true) Money available,

            @Schema(
                    required = true,
                    description =
                            "`full`; `reduced`: the request's bounds would be lowered, where it is not `strict`; `insufficient`: 402",
                    enumeration = {"full", "reduced", "insufficient"})
            String covers) {}
}
