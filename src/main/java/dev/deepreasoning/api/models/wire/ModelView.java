package dev.deepreasoning.api.models.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One model: the members that OpenAI's SDKs read, those that Anthropic's read, and what both leave unsaid.
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Model")
public record ModelView(
        @Schema(required = true, examples = "deepreasoning") String id,
        @Schema(required = true, examples = "model") String object,
        @Schema(required = true, examples = "model") String type,

        @Schema(required = true, description = "Unix seconds")
        long created,

        @JsonProperty("created_at") @Schema(required = true, description = "The same as RFC 3339")
        String createdAt,

        @JsonProperty("owned_by") @Schema(required = true) String ownedBy,

        @JsonProperty("display_name") @Schema(required = true)
        String displayName,

        String name,
        String provider,

        @JsonProperty("answered_by") @Schema(description = "The Claude that writes the answer")
        String answeredBy,

        @JsonProperty("input_modalities") List<String> inputModalities,
        @JsonProperty("output_modalities") List<String> outputModalities,
        Map<String, Boolean> capabilities,
        @JsonProperty("supported_parameters") List<ParameterView> supportedParameters,
        @JsonProperty("default_params") Map<String, Object> defaultParams,

        @JsonProperty("context_window") @Schema(description = "Tokens of prompt and answer together")
        int contextWindow,

        @JsonProperty("max_input_tokens") int maxInputTokens,
        @JsonProperty("max_output_tokens") int maxOutputTokens,

        @JsonProperty("max_tokens") @Schema(description = "The same as `max_output_tokens`, by Anthropic's name")
        int maxTokens,

        @JsonProperty("pricing_rows") List<PricingRow> pricingRows,
        @JsonProperty("supported_endpoints") List<String> supportedEndpoints,

        @Schema(
                enumeration = {"active", "deprecated", "retired"},
                description = "The same as `lifecycle`")
        String status,

        @Schema(enumeration = {"active", "deprecated", "retired"})
        String lifecycle,

        @JsonProperty("deprecated_at") @Nullable String deprecatedAt,
        @JsonProperty("retires_at") @Nullable String retiresAt,

        @JsonProperty("shutdown_date") @Schema(description = "The same as `retires_at`, by OpenAI's name") @Nullable
        String shutdownDate,

        @Nullable String replacement) {
    /// Copies.
    public ModelView {
        inputModalities = List.copyOf(inputModalities);
        outputModalities = List.copyOf(outputModalities);
        supportedParameters = List.copyOf(supportedParameters);
        pricingRows = List.copyOf(pricingRows);
        supportedEndpoints = List.copyOf(supportedEndpoints);
    }

    /// One parameter of a request.
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ModelParameter")
    public record ParameterView(
            String name,
            String type,
            @JsonProperty("default") @Nullable Object defaultValue,
            @Nullable Number min,
            @Nullable Number max,
            @Nullable List<String> values,
            String description) {}

    /// One line of the rate card.
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "PricingRow")
    public record PricingRow(
            String type,
            String spec,
            String unit,
            @Schema(description = "USD, exact") String input,
            @Nullable String output) {}
}
