package dev.deepreasoning.simulator;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Linkup's `POST /search`: three pages that do not exist, on domains that are reserved for examples.
final class SimulatedLinkup {
    private static final Set<String> FIELDS = Set.of(
            "q",
            "depth",
            "outputType",
            "structuredOutputSchema",
            "includeImages",
            "includeDomains",
            "excludeDomains",
            "fromDate",
            "toDate",
            "maxResults",
            "includeInlineCitations",
            "includeSources");
    private static final List<String> DEPTHS = List.of("standard", "deep", "fast", "flash");
    private static final List<String> OUTPUTS = List.of("searchResults", "sourcedAnswer", "structured");
    private static final List<String> DOMAINS = List.of("example.com", "example.org", "example.net");
    private static final String JSON = "application/json; charset=utf-8";
    private static final String INVALID = "VALIDATION_ERROR";

    private final SimulatorConfig config;

    SimulatedLinkup(SimulatorConfig config) {
        this.config = config;
    }

    /// Answers a search.
    Reply search(Incoming request) {
        try {
            String key = request.header("authorization");
            if (key == null || !key.startsWith("Bearer ") || key.startsWith("Bearer invalid")) {
                throw new Refusal(401, "UNAUTHORIZED", "Unauthorized action");
            }
            return answer(request.json());
        } catch (DecodeException notJson) {
            return refused(new Refusal(400, INVALID, "The body is not JSON"));
        } catch (Refusal refusal) {
            return refused(refusal);
        }
    }

    private Reply answer(JsonObject body) {
        check(body);
        String query = body.getString("q");
        Directives directives = Directives.of("linkup", config.fault().orElse(null), query);
        if (directives.has("status")) {
            return failed(directives, directives.number("status", 500));
        }
        if (directives.has("error-in-stream") || directives.has("error-after")) {
            return failed(directives, 500);
        }
        JsonArray hits =
                directives.has("empty") ? new JsonArray() : hits(body, Directives.strip(query), directives.say());
        if (hits.isEmpty()) {
            throw new Refusal(400, "SEARCH_QUERY_NO_RESULT", "The query did not yield any result");
        }
        Pace pace = Pace.of(config, directives);
        String said = shape(body, hits).encode();
        int half = said.length() / 2;
        Steps steps = new Steps.Builder()
                .deltas(1, _ -> said.substring(0, half))
                .deltas(1, _ -> said.substring(half))
                .faults(directives, "")
                .build();
        return new Reply.Played(JSON, Map.of(), steps, pace);
    }

    private static Reply failed(Directives directives, int status) {
        String code = directives.text(
                "code",
                switch (status) {
                    case 400 -> INVALID;
                    case 401 -> "UNAUTHORIZED";
                    case 402 -> "PAYMENT_REQUIRED";
                    case 403 -> "IP_NOT_WHITELISTED";
                    case 429 -> "TOO_MANY_REQUESTS";
                    default -> "INTERNAL_SERVER_ERROR";
                });
        Reply.Plain reply = refused(new Refusal(status, code, "Simulated error"));
        String wait = directives.text("retry-after", "");
        return wait.isEmpty()
                ? reply
                : new Reply.Plain(status, Map.of("content-type", JSON, "retry-after", wait), reply.body());
    }

    private static JsonObject shape(JsonObject body, JsonArray hits) {
        if ("searchResults".equals(body.getString("outputType"))) {
            return new JsonObject().put("results", hits);
        }
        if ("structured".equals(body.getString("outputType"))) {
            JsonObject data = new JsonObject()
                    .put("data", SchemaInstance.of(new JsonObject(body.getString("structuredOutputSchema"))));
            return Boolean.TRUE.equals(body.getValue("includeSources"))
                    ? data.put("sources", hits)
                    : data.getJsonObject("data");
        }
        JsonArray sources = new JsonArray();
        for (int i = 0; i < hits.size(); i++) {
            JsonObject hit = hits.getJsonObject(i);
            sources.add(new JsonObject()
                    .put("name", hit.getString("name"))
                    .put("url", hit.getString("url"))
                    .put("snippet", hit.getString("content"))
                    .put("favicon", ""));
        }
        return new JsonObject().put("answer", "This is a simulated answer.").put("sources", sources);
    }

    private static JsonArray hits(JsonObject body, String query, @Nullable String title) {
        List<String> domains = new ArrayList<>(strings(body, "includeDomains"));
        if (domains.isEmpty()) {
            domains.addAll(DOMAINS);
        }
        domains.removeAll(strings(body, "excludeDomains"));
        JsonArray hits = new JsonArray();
        int most = Math.min(domains.size(), body.getInteger("maxResults", 3));
        for (int i = 0; i < most; i++) {
            hits.add(new JsonObject()
                    .put("type", "text")
                    .put("name", title == null ? "Simulated page " + (i + 1) : title)
                    .put("url", "https://" + domains.get(i) + "/simulated/" + (i + 1))
                    .put(
                            "content",
                            Words.of("This is a simulated page about “" + Words.quote(query, 200) + "”. ", 60)
                                    .text())
                    .put("favicon", ""));
        }
        return hits;
    }

    private static void check(JsonObject body) {
        for (String field : body.fieldNames()) {
            if (!FIELDS.contains(field)) {
                throw new Refusal(400, INVALID, "property " + field + " should not exist");
            }
            if (body.getValue(field) == null) {
                throw new Refusal(400, INVALID, field + " should not be null");
            }
        }
        if (!(body.getValue("q") instanceof String query) || query.isBlank()) {
            throw new Refusal(400, INVALID, "q should not be empty");
        }
        oneOf(body, "depth", DEPTHS);
        oneOf(body, "outputType", OUTPUTS);
        checkSchema(body);
        LocalDate from = date(body, "fromDate");
        LocalDate to = date(body, "toDate");
        if (from != null && to != null && to.isBefore(from)) {
            throw new Refusal(400, INVALID, "toDate must not be before fromDate");
        }
        if (body.containsKey("maxResults")
                && !(body.getValue("maxResults") instanceof Integer most && most.intValue() >= 1)) {
            throw new Refusal(400, INVALID, "maxResults must not be less than 1");
        }
        for (String domain : strings(body, "includeDomains")) {
            if (domain.contains("/")) {
                throw new Refusal(400, INVALID, "each value in includeDomains must be a valid domain name");
            }
        }
    }

    private static void oneOf(JsonObject body, String field, List<String> values) {
        if (!(body.getValue(field) instanceof String value) || !values.contains(value)) {
            throw new Refusal(400, INVALID, field + " must be one of the following values: " + values);
        }
    }

    /// The schema comes as a text, not as an object.
    private static void checkSchema(JsonObject body) {
        if ("structured".equals(body.getString("outputType"))
                && (!(body.getValue("structuredOutputSchema") instanceof String schema)
                        || !schema.equals(Json.objectAtStart(schema))
                        || !"object".equals(new JsonObject(schema).getValue("type")))) {
            throw new Refusal(400, INVALID, "structuredOutputSchema must be valid JSON schema of type object");
        }
    }

    private static @Nullable LocalDate date(JsonObject body, String field) {
        if (!body.containsKey(field)) {
            return null;
        }
        try {
            String text = String.valueOf(body.getValue(field));
            return text.contains("T") ? LocalDate.parse(text, DateTimeFormatter.ISO_DATE_TIME) : LocalDate.parse(text);
        } catch (DateTimeParseException notADate) {
            throw new Refusal(400, INVALID, field + " must be a valid ISO 8601 date string");
        }
    }

    private static List<String> strings(JsonObject body, String field) {
        if (!body.containsKey(field)) {
            return List.of();
        }
        if (!(body.getValue(field) instanceof JsonArray values)) {
            throw new Refusal(400, INVALID, field + " must be an array");
        }
        return values.stream().map(String::valueOf).toList();
    }

    private static Reply.Plain refused(Refusal refusal) {
        String message = Json.quote(refusal.says());
        return new Reply.Plain(
                refusal.status(),
                Map.of("content-type", JSON),
                "{\"statusCode\":" + refusal.status() + ",\"error\":{\"code\":\"" + refusal.type() + "\",\"message\":"
                        + message + ",\"details\":[]}}");
    }
}
