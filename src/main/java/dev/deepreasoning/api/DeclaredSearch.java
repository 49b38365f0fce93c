package dev.deepreasoning.api;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.SearchOptions;
import org.jspecify.annotations.Nullable;

/// A web search as a dialect's own tool or options declare it. Vendors differ in where they put the domains, so all
/// places are read; where the user is, Linkup cannot use.
public final class DeclaredSearch {
    private DeclaredSearch() {}

    /// What it asks for; absent where it forbids the web in the same breath, as some agents do on every request.
    ///
    /// @param declared the tool or the options
    public static @Nullable SearchOptions of(Fields declared) {
        if (Boolean.FALSE.equals(declared.bool("external_web_access"))) {
            return null;
        }
        Fields nested = declared.object("filters");
        Fields filters = nested == null ? declared : nested;
        return new SearchOptions(
                depth(declared),
                ProductParameters.domains(filters, "allowed_domains"),
                ProductParameters.domains(filters, "blocked_domains"),
                null,
                null,
                null,
                true);
    }

    private static @Nullable String depth(Fields declared) {
        String size = declared.string("search_context_size");
        return switch (size) {
            case null -> null;
            case "low" -> "fast";
            case "medium" -> "standard";
            case "high" -> "deep";
            default ->
                throw GatewayException.invalid(
                        declared.param("search_context_size"),
                        "`" + declared.param("search_context_size") + "` must be one of `low`, `medium`, `high`.");
        };
    }

    /// Whether a type of tool is a vendor's web search.
    public static boolean isTool(@Nullable String type) {
        return type != null && type.startsWith("web_search");
    }
}
