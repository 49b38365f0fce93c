package dev.deepreasoning.api;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.RequestBounds;
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
    private static final String LITERALS = "-0123456789tf[";
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    /// The other dialects' names of one parameter.
    private static final Set<String> MAX_TOKENS = Set.of("max_completion_tokens", "max_output_tokens");

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

    private static final int MAX_REASONING_TEXT = 4_000_000;

    /// What `search_depth` may be.
    public static final List<String> DEPTHS = List.of("fast", "standard", "deep");

    private static final int MAX_DOMAINS = 100;

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
                if (MAX_TOKENS.contains(parameter)) {
                    parameter = "max_tokens";
                }
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
        if (!text.isEmpty() && LITERALS.indexOf(text.charAt(0)) >= 0) {
            try {
                RequestJson literal = wrapped(new JsonBytes().raw(text.getBytes(StandardCharsets.UTF_8)));
                if (literal.verbatim().text().equals(text)) {
                    return literal;
                }
            } catch (GatewayException e) {
                return wrapped(new JsonBytes().string(text));
            }
        }
        return wrapped(new JsonBytes().string(text));
    }

    private static RequestJson wrapped(JsonBytes value) {
        byte[] body =
                new JsonBytes().ascii("{\"v\":").raw(value.take()).ascii("}").take();
        return Objects.requireNonNull(RequestJson.parse(body).members().get("v"));
    }

    /// Reasoning as the product's own parameters ask for it, over what the dialect's own ways said.
    public static ReasoningOptions reasoning(Fields body, ReasoningOptions dialect) {
        ReasoningOptions.Mode mode = body.oneOf("reasoning_mode", ReasoningOptions.Mode.class);
        Boolean include = body.bool("include_reasoning");
        Integer maxTokens = body.integer("reasoning_max_tokens", RequestBounds.REASONING_TOKENS);
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
    /// @param declared what the dialect's own way asks for, if it asks
    public static @Nullable SearchOptions search(Fields body, @Nullable SearchOptions declared) {
        Boolean wanted = body.bool("web_search_linkup");
        String depth = body.string("search_depth");
        if (depth != null && !DEPTHS.contains(depth)) {
            throw GatewayException.invalid(
                    "search_depth", "`search_depth` must be one of `" + String.join("`, `", DEPTHS) + "`.");
        }
        String from = date(body, "from_date");
        String to = date(body, "to_date");
        if (from != null && to != null && to.compareTo(from) < 0) {
            throw GatewayException.invalid("to_date", "`to_date` must not be before `from_date`.");
        }
        SearchOptions options = new SearchOptions(
                depth,
                domains(body, "include_domains"),
                domains(body, "exclude_domains"),
                from,
                to,
                body.integer("max_results", RequestBounds.SEARCH_RESULTS),
                wanted == null);
        if (wanted == null ? declared == null : !wanted) {
            return null;
        }
        return declared == null ? options : options.or(declared);
    }

    private static @Nullable String date(Fields body, String name) {
        String value = body.string(name);
        if (value != null && !isDate(value)) {
            throw GatewayException.invalid(name, "`" + name + "` must be a date like 2026-01-31.");
        }
        return value;
    }

    private static boolean isDate(String value) {
        try {
            return DATE.matcher(value).matches() && LocalDate.parse(value) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    static List<String> domains(Fields body, String name) {
        List<String> domains = body.strings(name);
        if (domains.size() > MAX_DOMAINS) {
            throw GatewayException.invalid(
                    body.param(name), "`" + body.param(name) + "` takes at most " + MAX_DOMAINS + " domains.");
        }
        return domains;
    }
}
