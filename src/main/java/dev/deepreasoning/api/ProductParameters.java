package dev.deepreasoning.api;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.SearchOptions;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The gateway's own parameters, the same in every dialect: body fields, or headers `x-deepreasoning-param-<name>` for
/// programs that cannot send body fields. The body wins.
public final class ProductParameters {
    private static final String HEADER = "x-deepreasoning-param-";
    private static final Pattern LITERAL =
            Pattern.compile("true|false|-?(0|[1-9]\\d{0,20})(\\.\\d{1,20})?|\\[\\s*(\"[^\"\\\\]*\"\\s*,?\\s*)*]");
    private static final Set<String> NAMES = Set.of(
            "model",
            "temperature",
            "top_p",
            "max_tokens",
            "anthropic_model",
            "web_search_linkup",
            "disable_formatting",
            "reasoning_mode",
            "include_reasoning",
            "reasoning_max_tokens",
            "reasoning_text",
            "search_depth",
            "include_domains",
            "exclude_domains",
            "from_date",
            "to_date",
            "max_results",
            "strict");
    private static final int MAX_REASONING_TOKENS = 1_000_000;
    private static final int MAX_REASONING_TEXT = 4_000_000;
    private static final int MAX_RESULTS = 100;

    private ProductParameters() {}

    /// A body's fields, with the header form behind them.
    ///
    /// @throws GatewayException 400 where a header's value is not legal
    public static Fields fields(RequestJson body, MultiMap headers) {
        Map<String, RequestJson> defaults = new HashMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(HEADER)) {
                String parameter = name.substring(HEADER.length()).replace('-', '_');
                if (NAMES.contains(parameter)) {
                    defaults.put(parameter, value(header.getValue()));
                }
            }
        }
        return new Fields(body, "", defaults);
    }

    /// A header's value as JSON where it is a number, a boolean or a list; else as a string.
    private static RequestJson value(String header) {
        String text = header.strip();
        JsonBytes wrapped = new JsonBytes().ascii("{\"v\":");
        if (LITERAL.matcher(text).matches()) {
            wrapped.raw(text.getBytes(StandardCharsets.UTF_8));
        } else {
            wrapped.string(text);
        }
        return Objects.requireNonNull(
                RequestJson.parse(wrapped.ascii("}").take()).members().get("v"));
    }

    /// Reasoning as the product's own parameters ask for it, over what the dialect's own ways said.
    public static ReasoningOptions reasoning(Fields body, ReasoningOptions dialect) {
        ReasoningOptions.Mode mode = body.oneOf("reasoning_mode", ReasoningOptions.Mode.class);
        Boolean include = body.bool("include_reasoning");
        Integer maxTokens = body.integer("reasoning_max_tokens", 1, MAX_REASONING_TOKENS);
        String text = body.string("reasoning_text");
        if (text != null && text.length() > MAX_REASONING_TEXT) {
            throw GatewayException.invalid("reasoning_text", "`reasoning_text` is too long.");
        }
        return new ReasoningOptions(
                mode == null ? dialect.mode() : mode,
                include == null ? dialect.include() : include,
                dialect.effort(),
                maxTokens == null ? dialect.maxTokens() : maxTokens,
                text == null || text.isBlank() ? null : text);
    }

    /// A web search, if one is asked for.
    ///
    /// @param declared the dialect's own way asked for it
    public static @Nullable SearchOptions search(Fields body, boolean declared) {
        Boolean wanted = body.bool("web_search_linkup");
        String depth = body.string("search_depth");
        if (depth != null && !List.of("fast", "standard", "deep").contains(depth)) {
            throw GatewayException.invalid("search_depth", "`search_depth` must be one of `fast`, `standard`, `deep`.");
        }
        SearchOptions options = new SearchOptions(
                depth,
                body.strings("include_domains"),
                body.strings("exclude_domains"),
                date(body, "from_date"),
                date(body, "to_date"),
                body.integer("max_results", 1, MAX_RESULTS));
        return wanted == null ? declared ? options : null : wanted ? options : null;
    }

    private static @Nullable String date(Fields body, String name) {
        String value = body.string(name);
        if (value != null) {
            try {
                return LocalDate.parse(value).toString();
            } catch (DateTimeParseException e) {
                throw GatewayException.invalid(name, "`" + name + "` must be a date like 2026-01-31.");
            }
        }
        return null;
    }
}
