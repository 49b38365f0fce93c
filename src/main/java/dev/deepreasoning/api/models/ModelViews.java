package dev.deepreasoning.api.models;

import dev.deepreasoning.api.ProductParameters;
import dev.deepreasoning.api.models.wire.ModelView;
import dev.deepreasoning.api.models.wire.ModelView.ParameterView;
import dev.deepreasoning.api.models.wire.ModelView.PricingRow;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.RequestBounds;
import dev.deepreasoning.catalog.Price;
import dev.deepreasoning.catalog.PricingConfig;
import dev.deepreasoning.catalog.PublicModel;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows a model of the catalogue as callers see it.
@ApplicationScoped
public class ModelViews {
    private static final String MODEL = "model";
    private static final List<String> ENDPOINTS = List.of("/v1/chat/completions", "/v1/messages", "/v1/responses");

    private final PricingConfig pricing;

    /// For the rate card of this deployment.
    public ModelViews(PricingConfig pricing) {
        this.pricing = pricing;
    }

    /// The model as a caller sees it.
    public ModelView view(PublicModel model) {
        String lifecycle = model.lifecycle().wireName();
        LocalDate retires = model.retiresAt();
        return new ModelView(
                model.id(),
                MODEL,
                MODEL,
                model.created().getEpochSecond(),
                model.created().toString(),
                "deepreasoning",
                model.displayName(),
                model.displayName(),
                "deepreasoning",
                model.answerer().id(),
                List.of("text", "image", "file"),
                List.of("text"),
                capabilities(model),
                parameters(model),
                defaults(),
                model.contextWindow(),
                model.contextWindow(),
                model.maxOutput(),
                model.maxOutput(),
                prices(model.price()),
                ENDPOINTS,
                lifecycle,
                lifecycle,
                retires == null ? null : startOf(model.answerer().deprecatedAt()),
                startOf(retires),
                retires == null ? null : retires.toString(),
                model.replacement());
    }

    private static @Nullable String startOf(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    }

    private static Map<String, Boolean> capabilities(PublicModel model) {
        Map<String, Boolean> capabilities = new LinkedHashMap<>();
        for (String each : List.of("streaming", "system_prompt", "tool_calling", "vision", "web_search", "thinking")) {
            capabilities.put(each, true);
        }
        capabilities.put("citations", true);
        capabilities.put("structured_output", model.answerer().structuredOutput());
        return capabilities;
    }

    private static Map<String, Object> defaults() {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("temperature", RequestBounds.DEFAULT_TEMPERATURE);
        defaults.put("top_p", RequestBounds.DEFAULT_TOP_P);
        defaults.put("max_tokens", RequestBounds.DEFAULT_ANSWER_TOKENS);
        return defaults;
    }

    private static List<ParameterView> parameters(PublicModel model) {
        List<ParameterView> all = new ArrayList<>();
        all.add(number(
                "temperature",
                RequestBounds.DEFAULT_TEMPERATURE,
                RequestBounds.TEMPERATURE,
                "Of both stages; each model gets what it can take"));
        all.add(number("top_p", RequestBounds.DEFAULT_TOP_P, RequestBounds.TOP_P, "Of both stages"));
        all.add(whole(
                "max_tokens",
                RequestBounds.DEFAULT_ANSWER_TOKENS,
                RequestBounds.ANSWER_TOKENS,
                "Bound on the answer; " + model.maxOutput() + " at most are written"));
        all.add(text("anthropic_model", null, null, "Which Claude answers"));
        all.add(flag("web_search_linkup", "Search the web first"));
        all.add(flag("disable_formatting", "No `Sources` footer"));
        all.add(text(
                "reasoning_mode",
                wire(RequestBounds.DEFAULT_REASONING_MODE),
                names(ReasoningOptions.Mode.values()),
                "Whether R1 reasons, or answers alone"));
        all.add(new ParameterView(
                "include_reasoning",
                "boolean",
                ReasoningOptions.DEFAULT.include(),
                null,
                null,
                null,
                "Whether the reasoning is shown"));
        List<String> efforts = new ArrayList<>(List.of("none"));
        efforts.addAll(names(Effort.values()));
        all.add(text("reasoning_effort", RequestBounds.DEFAULT_EFFORT.wireName(), efforts, "How long R1 may think"));
        all.add(whole("reasoning_max_tokens", null, RequestBounds.REASONING_TOKENS, "Exact cap of the reasoning"));
        all.add(text("reasoning_text", null, null, "Reasoning that the caller brings; R1 is not called"));
        all.add(text("search_depth", null, ProductParameters.DEPTHS, "How thoroughly to search"));
        all.add(list("include_domains", "Search only there"));
        all.add(list("exclude_domains", "Don't search there"));
        all.add(text("from_date", null, null, "Oldest page, ISO date"));
        all.add(text("to_date", null, null, "Newest page, ISO date"));
        all.add(whole("max_results", RequestBounds.DEFAULT_SEARCH_RESULTS, RequestBounds.SEARCH_RESULTS, "Most pages"));
        all.add(flag("strict", "Refuse what would have to be adjusted or left out"));
        return all;
    }

    private static List<String> names(Enum<?>... values) {
        return Arrays.stream(values).map(ModelViews::wire).toList();
    }

    private static String wire(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static ParameterView number(String name, double value, RequestBounds.Range range, String description) {
        return new ParameterView(name, "number", value, range.min(), range.max(), null, description);
    }

    private static ParameterView whole(
            String name, @Nullable Integer value, RequestBounds.Range range, String description) {
        return new ParameterView(name, "integer", value, range.min(), range.max(), null, description);
    }

    private static ParameterView flag(String name, String description) {
        return new ParameterView(name, "boolean", false, null, null, null, description);
    }

    private static ParameterView list(String name, String description) {
        return new ParameterView(name, "array", null, null, null, null, description);
    }

    private static ParameterView text(
            String name, @Nullable String value, @Nullable List<String> values, String description) {
        return new ParameterView(name, "string", value, null, null, values, description);
    }

    private List<PricingRow> prices(@Nullable Price price) {
        List<PricingRow> rows = new ArrayList<>();
        if (price != null) {
            rows.add(new PricingRow("tokens", "standard", "1K tokens", plain(price.input()), plain(price.output())));
        }
        rows.add(new PricingRow("web_search", "standard", "call", plain(pricing.webSearch()), null));
        return rows;
    }

    private static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }
}
