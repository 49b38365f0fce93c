package dev.deepreasoning.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the markers in a user text, and before them the configuration, ask of one simulated upstream; the keys stand in
/// the description of this package.
final class Directives {
    private static final Pattern MARKER = Pattern.compile("\\[\\[sim:([^\\]]*)\\]\\]");

    private final String upstream;
    private final Map<String, String> values;

    private Directives(String upstream, Map<String, String> values) {
        this.upstream = upstream;
        this.values = values;
    }

    /// @param upstream `r1`, `claude` or `linkup`
    /// @param fault default directives, written as in a marker
    /// @param text the last user text
    static Directives of(String upstream, @Nullable String fault, String text) {
        Map<String, String> values = new HashMap<>();
        if (fault != null) {
            read(fault, values);
        }
        Matcher marker = MARKER.matcher(text);
        while (marker.find()) {
            read(marker.group(1), values);
        }
        return new Directives(upstream, values);
    }

    /// A text without its markers.
    static String strip(String text) {
        return MARKER.matcher(text).replaceAll("").strip();
    }

    private static void read(String list, Map<String, String> into) {
        for (String item : list.split(",", -1)) {
            String entry = item.strip();
            int equals = entry.indexOf('=');
            if (equals > 0) {
                into.put(
                        entry.substring(0, equals).strip(),
                        entry.substring(equals + 1).strip());
            } else if (!entry.isEmpty()) {
                into.put(entry, "");
            }
        }
    }

    /// Whether a key was given, with or without a value.
    boolean has(String key) {
        return value(key) != null;
    }

    /// The value of a key.
    String text(String key, String otherwise) {
        String value = value(key);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    /// A number that is not negative; anything else counts as not given.
    int number(String key, int otherwise) {
        String value = value(key);
        return value != null && value.matches("\\d{1,9}") ? Integer.parseInt(value) : otherwise;
    }

    /// The text that is to be said word by word; absent where none was given.
    @Nullable
    String say() {
        String value = value("say");
        if (value == null || !value.matches("[A-Za-z0-9_-]+")) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private @Nullable String value(String key) {
        String own = values.get(upstream + "." + key);
        return own == null ? values.get(key) : own;
    }
}
