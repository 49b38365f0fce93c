package dev.deepreasoning.api;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Entries;
import dev.deepreasoning.ledger.UsageEvents;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what the account and the admin API are asked; a wrong value is told by its name.
public final class Query {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 200;
    private static final int LONGEST_NAME = 100;
    private static final Duration DEFAULT_DAYS = Duration.ofDays(30);
    private static final Duration MOST_DAYS = Duration.ofDays(366);
    private static final BigDecimal LATEST = new BigDecimal("253402300799");
    private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,15}(\\.\\d{1,12})?");
    private static final List<String> SOURCES = List.of("api", "playground");
    private static final List<String> STATUSES =
            List.of("success", "error", "completed", "failed", "cancelled", "interrupted");
    private static final List<String> ENDPOINTS = List.of("chat_completions", "responses", "messages", "winfunc");

    private Query() {}

    /// Most of a page.
    public static int limit(@Nullable String value) {
        return limit(value, DEFAULT_LIMIT, MOST);
    }

    /// The same of a list with bounds of its own.
    ///
    /// @param otherwise where none is asked for
    /// @param most that may be asked for, of three digits
    public static int limit(@Nullable String value, int otherwise, int most) {
        if (value == null || value.isEmpty()) {
            return otherwise;
        }
        if (value.matches("\\d{1,3}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= most) {
            return Integer.parseInt(value);
        }
        throw GatewayException.invalid("limit", "`limit` must be a whole number from 1 to " + most + ".");
    }

    /// A time: Unix seconds, ISO 8601, or a date.
    public static @Nullable Instant time(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            if (value.matches("\\d{1,12}")) {
                return Instant.ofEpochSecond(Long.parseLong(value));
            }
            return value.length() == "2026-01-31".length()
                    ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw GatewayException.invalid(name, "`" + name + "` must be Unix seconds or ISO 8601.")
                    .withCause(e);
        }
    }

    /// A stretch of time.
    public static Entries.Span span(@Nullable String from, @Nullable String to) {
        Instant first = time("from", from);
        Instant end = time("to", to);
        if (first != null && end != null && end.isBefore(first)) {
            throw GatewayException.invalid("to", "`to` must not be before `from`.");
        }
        return new Entries.Span(first, end);
    }

    /// Days for charts: the last thirty unless said otherwise, a year at most.
    public static Entries.Span days(@Nullable String from, @Nullable String to, Instant now) {
        Entries.Span asked = span(from, to);
        Instant end = asked.to() == null ? now : asked.to();
        Instant first = asked.from() == null ? end.minus(DEFAULT_DAYS) : asked.from();
        if (end.isBefore(first) || first.plus(MOST_DAYS).isBefore(end)) {
            throw GatewayException.invalid(
                    "from", "`from` must be at most " + MOST_DAYS.toDays() + " days before `to`.");
        }
        return new Entries.Span(first, end);
    }

    /// One of a few words.
    public static @Nullable String word(String name, @Nullable String value, List<String> words) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (words.contains(value)) {
            return value;
        }
        throw GatewayException.invalid(name, "`" + name + "` must be one of " + String.join(", ", words) + ".");
    }

    /// Which requests.
    public static UsageEvents.Filter usage(
            @Nullable String from,
            @Nullable String to,
            @Nullable String model,
            @Nullable String status,
            @Nullable String source) {
        Entries.Span span = span(from, to);
        return new UsageEvents.Filter(
                span.from(),
                span.to(),
                model == null || model.isEmpty() ? null : model,
                word("status", status, STATUSES),
                word("source", source, SOURCES));
    }

    /// A cursor that is a number.
    public static @Nullable Long cursor(@Nullable String before) {
        if (before == null || before.isEmpty()) {
            return null;
        }
        if (before.matches("\\d{1,18}")) {
            return Long.parseLong(before);
        }
        throw GatewayException.invalid("before", "`before` must be the `next_cursor` of a page.");
    }

    /// What a new key may do.
    public static ApiKey.Terms terms(Fields wanted) {
        String name = requiredText(wanted, "name", LONGEST_NAME);
        BigDecimal cap = amount(wanted, "spend_cap");
        if (cap != null && cap.signum() <= 0) {
            throw GatewayException.invalid("spend_cap", "`spend_cap` must be above 0.");
        }
        List<String> endpoints = wanted.get("endpoints") == null ? null : wanted.strings("endpoints");
        if (endpoints != null && !ENDPOINTS.containsAll(endpoints)) {
            throw GatewayException.invalid(
                    "endpoints", "`endpoints` must be some of " + String.join(", ", ENDPOINTS) + ".");
        }
        List<String> models = wanted.get("models") == null ? null : wanted.strings("models");
        BigDecimal expires = amount(wanted, "expires");
        if (expires != null && (expires.signum() < 0 || expires.compareTo(LATEST) > 0)) {
            throw GatewayException.invalid("expires", "`expires` must be Unix seconds.");
        }
        return new ApiKey.Terms(
                name, expires == null ? null : Instant.ofEpochSecond(expires.longValue()), cap, models, endpoints);
    }

    /// An exact amount: a decimal in a string, or a number.
    public static @Nullable BigDecimal amount(Fields fields, String name) {
        RequestJson value = fields.get(name);
        if (value == null) {
            return null;
        }
        String text = value.isString() || value.isNumber() ? value.text() : "";
        if (!AMOUNT.matcher(text).matches()) {
            throw GatewayException.invalid(name, "`" + name + "` must be a decimal such as \"12.50\".");
        }
        return new BigDecimal(text);
    }

    /// A text that must be there.
    public static String requiredText(Fields fields, String name, int longest) {
        String text = text(fields, name, longest);
        if (text == null || text.isBlank()) {
            throw GatewayException.invalid(name, "`" + name + "` must be a text of 1 to " + longest + " characters.");
        }
        return text;
    }

    /// A text of one line.
    public static @Nullable String text(Fields fields, String name, int longest) {
        String text = fields.string(name);
        if (text != null && (text.length() > longest || text.chars().anyMatch(Character::isISOControl))) {
            throw GatewayException.invalid(
                    name, "`" + name + "` must be a text of one line, of at most " + longest + " characters.");
        }
        return text;
    }
}
