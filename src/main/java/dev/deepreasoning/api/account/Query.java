package dev.deepreasoning.api.account;

import dev.deepreasoning.api.account.wire.NewKey;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.ApiKey;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what the account API is asked; a wrong value is told by its name.
public final class Query {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 200;
    private static final int LONGEST_NAME = 100;
    private static final List<String> ENDPOINTS = List.of("chat_completions", "responses", "messages", "winfunc");

    private Query() {}

    /// Most of a page.
    public static int limit(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        if (value.matches("\\d{1,3}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= MOST) {
            return Integer.parseInt(value);
        }
        throw GatewayException.invalid("limit", "`limit` must be a whole number from 1 to " + MOST + ".");
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

    /// Whether tokens were estimated.
    static @Nullable Boolean estimated(@Nullable String source) {
        return switch (source) {
            case null -> null;
            case "" -> null;
            case "estimated" -> true;
            case "reported" -> false;
            default -> throw GatewayException.invalid("source", "`source` must be `reported` or `estimated`.");
        };
    }

    /// What a new key may do.
    public static ApiKey.Terms terms(@Nullable NewKey wanted) {
        String name = wanted == null ? null : wanted.name();
        if (wanted == null || name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw GatewayException.invalid("name", "`name` must be a text of 1 to " + LONGEST_NAME + " characters.");
        }
        BigDecimal cap = wanted.spendCap();
        if (cap != null && cap.signum() <= 0) {
            throw GatewayException.invalid("spend_cap", "`spend_cap` must be above 0.");
        }
        List<String> endpoints = wanted.endpoints();
        if (endpoints != null && !ENDPOINTS.containsAll(endpoints)) {
            throw GatewayException.invalid(
                    "endpoints", "`endpoints` must be some of " + String.join(", ", ENDPOINTS) + ".");
        }
        Long expires = wanted.expires();
        return new ApiKey.Terms(
                name, expires == null ? null : Instant.ofEpochSecond(expires), cap, wanted.models(), endpoints);
    }
}
