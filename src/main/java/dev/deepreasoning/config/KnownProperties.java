package dev.deepreasoning.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Every setting of the gateway's own, from `META-INF/deepreasoning/properties.txt`, which a test compares with the
/// settings that the code reads. `*` stands for a name, `[*]` for a place in a list.
final class KnownProperties {
    static final String RESOURCE = "META-INF/deepreasoning/properties.txt";

    /// Names of hosts and endpoints may come from the environment; other names (model ids, header names) lose their
    /// dashes there.
    private static final Pattern NAMED_IN_ENVIRONMENT =
            Pattern.compile("deepreasoning\\.(reasoners|anthropic)\\.\\*\\.[a-z-]+(\\.[a-z-]+)?");

    private final Set<String> names = new HashSet<>();
    private final Set<String> variables = new HashSet<>();
    /// Those with a `*`: patterns are dear at a start, and most names need none.
    private final List<Pattern> namePatterns = new ArrayList<>();
    private final List<Pattern> variablePatterns = new ArrayList<>();

    KnownProperties(List<String> lines) {
        for (String line : lines) {
            String property = line.strip();
            if (!property.isEmpty() && !property.startsWith("#")) {
                add(property);
            }
        }
    }

    private void add(String property) {
        if (property.indexOf('*') < 0) {
            names.add(property);
            variables.add(variableRegex(property));
            return;
        }
        namePatterns.add(Pattern.compile(nameRegex(property)));
        boolean scalar = property.endsWith("[*]") && count(property) == 1;
        if (scalar || NAMED_IN_ENVIRONMENT.matcher(property).matches()) {
            variablePatterns.add(Pattern.compile(variableRegex(property)));
        }
    }

    static KnownProperties load() {
        return new KnownProperties(lines());
    }

    static List<String> lines() {
        return new String(BuiltResource.bytes(RESOURCE), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /// Whether a name with dots is one of the gateway's settings.
    boolean knows(String name) {
        return names.contains(name) || matches(namePatterns, name);
    }

    /// Whether an environment variable is the form of one of the gateway's settings.
    boolean knowsVariable(String variable) {
        return variables.contains(variable) || matches(variablePatterns, variable);
    }

    private static boolean matches(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static long count(String property) {
        return property.chars().filter(c -> c == '*').count();
    }

    private static String nameRegex(String property) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < property.length(); i++) {
            char c = property.charAt(i);
            if (property.startsWith("[*]", i)) {
                regex.append("(\\[\\d+])").append(i + 3 == property.length() ? "?" : "");
                i += 2;
            } else if (c == '*') {
                // A map's last key may hold dots without quotes; one in the middle only inside them.
                regex.append(i + 1 == property.length() ? ".+" : "(\"[^\"]+\"|[^.\"]+)");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    private static String variableRegex(String property) {
        String scalar = property.endsWith("[*]") ? property.substring(0, property.length() - 3) : property;
        StringBuilder regex = new StringBuilder();
        for (char c : scalar.toUpperCase(Locale.ROOT).toCharArray()) {
            if (c == '*') {
                regex.append("[A-Z0-9]+");
            } else {
                regex.append(Character.isLetterOrDigit(c) ? c : '_');
            }
        }
        return regex.toString();
    }
}
