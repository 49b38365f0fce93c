package dev.deepreasoning.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What is wrong with a deployment, gathered so that an operator sees all of it at once. Never holds a value that
/// could be a secret.
public final class ConfigProblems {
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /// A setting that must be changed before the gateway can start.
    ///
    /// @param property its full name
    /// @param remedy a sentence: what is wrong and what to write
    public void refuse(String property, String remedy) {
        problems.add(new Problem(property, remedy));
    }

    /// Refuses unless the condition holds.
    public void require(boolean holds, String property, String remedy) {
        if (!holds) {
            refuse(property, remedy);
        }
    }

    /// Refuses a length of time that is not positive.
    public void positive(String property, Duration value) {
        require(value.isPositive(), property, "must be longer than zero: write a duration such as `60s` or `10m`.");
    }

    /// Refuses a number outside of a range.
    public void between(String property, double value, double least, double most) {
        require(
                value >= least && value <= most,
                property,
                "is out of range: write a number from " + plain(least) + " to " + plain(most) + ".");
    }

    /// Refuses what is no absolute http(s) URL, or carries a user, a query or a fragment.
    public void url(String property, URI value) {
        String scheme = value.getScheme();
        boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        require(
                web && value.getHost() != null,
                property,
                "is not a URL of a host: write one such as `https://host.example/v1`.");
        require(
                value.getRawUserInfo() == null && value.getRawQuery() == null && value.getRawFragment() == null,
                property,
                "must have no user, query or fragment: keys and query parameters have settings of their own.");
    }

    /// Something to know that does not stop the gateway.
    public void warn(String sentence) {
        warnings.add(sentence);
    }

    /// Those found so far.
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /// What was said beside them.
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// All problems as one text for a terminal.
    public String text() {
        StringBuilder text = new StringBuilder("DeepReasoning does not start. ")
                .append(problems.size() == 1 ? "One setting needs" : problems.size() + " settings need")
                .append(" a change:\n");
        for (Problem problem : problems) {
            text.append("  - ")
                    .append(problem.property())
                    .append(": ")
                    .append(problem.remedy())
                    .append('\n');
        }
        return text.toString();
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /// One setting that must be changed.
    public record Problem(String property, String remedy) {}
}
