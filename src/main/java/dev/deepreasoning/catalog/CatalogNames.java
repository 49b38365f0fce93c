package dev.deepreasoning.catalog;

import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Every name of a deployment and the model it means. A name that configuration gets wrong is left out here and told
/// by [CatalogCheck].
final class CatalogNames {
    /// The gateway's own name, under which the operator's default answers.
    static final String OWN = "deepreasoning";

    static final String OWN_PREFIX = OWN + "/";
    private static final Pattern DATE = Pattern.compile("-\\d{8}$");

    private final Map<String, ClaudeModel> models;
    private final Map<String, String> dateless = new LinkedHashMap<>();
    private final List<Alias> aliases = new ArrayList<>();
    private final ClaudeModel defaultModel;

    CatalogNames(CatalogConfig config) {
        List<ClaudeModel> builtIn = BuiltInModels.all();
        this.models = CatalogMerge.merge(builtIn, config.models());
        models.keySet().forEach(id -> dateless.putIfAbsent(DATE.matcher(id).replaceFirst(""), id));
        ClaudeModel wanted = byId(withoutPrefix(config.defaultModel()));
        this.defaultModel = wanted == null ? builtIn.getFirst() : wanted;
        for (CatalogConfig.Alias alias : config.aliases()) {
            ClaudeModel target = target(alias.model());
            if (target != null) {
                aliases.add(new Alias(
                        alias, glob(alias.pattern()), target, alias.model().equals(OWN)));
            }
        }
    }

    List<ClaudeModel> models() {
        return List.copyOf(models.values());
    }

    List<Alias> aliases() {
        return List.copyOf(aliases);
    }

    ClaudeModel defaultModel() {
        return defaultModel;
    }

    /// A model by its vendor's id, with or without the date.
    @Nullable
    ClaudeModel byId(String id) {
        ClaudeModel exact = models.get(id);
        String dated = dateless.get(id);
        return exact != null || dated == null ? exact : models.get(dated);
    }

    /// Whether this is a model's full id.
    boolean exact(String id) {
        return models.containsKey(id);
    }

    /// What an alias may stand for.
    @Nullable
    ClaudeModel target(String model) {
        return model.equals(OWN) ? defaultModel : byId(withoutPrefix(model));
    }

    /// The alias that a name matches: an exact one before one with `*`, and none with `*` for the gateway's own names.
    @Nullable
    Alias alias(String name) {
        for (Alias alias : aliases) {
            if (alias.config().pattern().equals(name)) {
                return alias;
            }
        }
        if (name.equals(OWN) || name.startsWith(OWN_PREFIX)) {
            return null;
        }
        for (Alias alias : aliases) {
            if (alias.pattern().matcher(name).matches()) {
                return alias;
            }
        }
        return null;
    }

    static String withoutPrefix(String name) {
        return name.startsWith(OWN_PREFIX) ? name.substring(OWN_PREFIX.length()) : name;
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (String literal : pattern.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        return Pattern.compile(regex.toString());
    }

    /// One name of the operator's.
    ///
    /// @param ofDefault it stands for whatever the default is
    record Alias(CatalogConfig.Alias config, Pattern pattern, ClaudeModel target, boolean ofDefault) {
        @Nullable
        Mode mode() {
            return config.reasoningMode().map(Alias::mode).orElse(null);
        }

        /// Absent for what is no mode.
        static @Nullable Mode mode(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "on", "true" -> Mode.ON;
                case "off", "false" -> Mode.OFF;
                case "only" -> Mode.ONLY;
                default -> null;
            };
        }
    }
}
