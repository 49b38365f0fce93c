package dev.deepreasoning.simulator;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The Messages API.
final class SimulatedClaude {
    private static final String JSON = "application/json";
    private static final int LARGEST = 32 * 1024 * 1024;

    private final SimulatorConfig config;

    SimulatedClaude(SimulatorConfig config) {
        this.config = config;
    }

    /// `POST /v1/messages`.
    Reply message(Incoming request) {
        return guarded(request, () -> answer(request));
    }

    /// `POST /v1/messages/count_tokens`.
    Reply count(Incoming request) {
        return guarded(request, () -> {
            ClaudeRequest counted = ClaudeRequest.of(request.json(), version(request), true);
            Directives directives = directives(counted);
            if (directives.has("count-status")) {
                throw failure(
                        directives.number("count-status", 500), counted.rules().id());
            }
            return plain(request, new JsonObject().put("input_tokens", counted.inputTokens()));
        });
    }

    /// `GET /v1/models`.
    Reply models(Incoming request) {
        return guarded(request, () -> {
            JsonArray models = new JsonArray();
            for (String id : ClaudeRules.ids()) {
                models.add(model(id));
            }
            return plain(request, new JsonObject().put("data", models).put("has_more", false));
        });
    }

    /// `GET /v1/models/{id}`.
    Reply model(Incoming request, String id) {
        return guarded(request, () -> plain(request, model(id)));
    }

    /// One of the calls, with the refusals that all have in common.
    private static Reply guarded(Incoming request, Supplier<Reply> call) {
        try {
            checkHeaders(request);
            return call.get();
        } catch (DecodeException notJson) {
            return refused(request, ClaudeRequest.invalid("The request body is not valid JSON"), null);
        } catch (ClassCastException wrongType) {
            return refused(request, ClaudeRequest.invalid("Input does not match the expected shape."), null);
        } catch (Refusal refusal) {
            return refused(request, refusal, null);
        }
    }

    private Reply answer(Incoming request) {
        ClaudeRequest asked = ClaudeRequest.of(request.json(), version(request), false);
        Directives directives = directives(asked);
        if (directives.has("status")) {
            int status = directives.number("status", 500);
            String wait = directives.text("retry-after", status == 429 ? "1" : "");
            return refused(request, failure(status, asked.rules().id()), wait.isEmpty() ? null : wait);
        }
        if (!asked.streamed() && (directives.has("error-in-stream") || directives.has("error-after"))) {
            throw failure(529, asked.rules().id());
        }
        ClaudeAnswer answer = ClaudeAnswer.of(
                asked, directives, request.fingerprint(), directives.number("tokens", config.answerTokens()));
        ClaudeFrames frames = new ClaudeFrames(asked, answer, directives, request.fingerprint());
        Pace pace = Pace.of(config, directives);
        String error = error(request, failure(529, asked.rules().id()));
        return asked.streamed()
                ? new Reply.Played(
                        "text/event-stream; charset=utf-8",
                        headers(request),
                        frames.stream(pace, error),
                        pace,
                        CallCounts.of(directives, frames.counted(pace)))
                : new Reply.Played(JSON, headers(request), frames.whole(pace), pace);
    }

    private Directives directives(ClaudeRequest request) {
        return Directives.of(
                "claude", config.fault().orElse(null), request.conversation().userText());
    }

    private static JsonObject model(String id) {
        ClaudeRules rules = ClaudeRules.of(id);
        if (rules == null) {
            throw new Refusal(404, "not_found_error", "model: " + id);
        }
        return new JsonObject()
                .put("type", "model")
                .put("id", id)
                .put("display_name", id)
                .put("created_at", "2026-01-01T00:00:00Z")
                .put("max_input_tokens", rules.window())
                .put("max_tokens", rules.maxOutput());
    }

    private static void checkHeaders(Incoming request) {
        String key = request.header("x-api-key");
        String authorization = request.header("authorization");
        if (key == null && authorization != null && authorization.startsWith("Bearer ")) {
            key = authorization.substring(7);
        }
        if (key == null || key.isBlank()) {
            throw new Refusal(401, "authentication_error", "x-api-key header is required");
        }
        if (key.startsWith("invalid")) {
            throw new Refusal(401, "authentication_error", "invalid x-api-key");
        }
        if (version(request).isEmpty()) {
            throw ClaudeRequest.invalid("anthropic-version: header is required");
        }
        if (request.body().length() > LARGEST) {
            throw failure(413, "");
        }
    }

    private static String version(Incoming request) {
        return Objects.requireNonNullElse(request.header("anthropic-version"), "");
    }

    private static Refusal failure(int status, String model) {
        return switch (status) {
            case 400 -> ClaudeRequest.invalid("Simulated error");
            case 401 -> new Refusal(401, "authentication_error", "invalid x-api-key");
            case 402 -> new Refusal(402, "billing_error", "Your credit balance is too low");
            case 403 -> new Refusal(403, "permission_error", "Simulated error");
            case 404 -> new Refusal(404, "not_found_error", "model: " + model);
            case 413 -> new Refusal(413, "request_too_large", "Request exceeds the maximum size");
            case 429 -> new Refusal(429, "rate_limit_error", "This request would exceed your rate limit");
            case 504 -> new Refusal(504, "timeout_error", "Simulated error");
            case 529 -> new Refusal(529, "overloaded_error", "Overloaded");
            default -> new Refusal(status, "api_error", "Internal server error");
        };
    }

    private static Reply plain(Incoming request, JsonObject body) {
        return new Reply.Plain(200, headers(request), body.encode());
    }

    private static Reply refused(Incoming request, Refusal refusal, @Nullable String retryAfter) {
        Map<String, String> headers = new HashMap<>(headers(request));
        if (retryAfter != null) {
            headers.put("retry-after", retryAfter);
        }
        if (refusal.status() == 400) {
            headers.put("x-should-retry", "false");
        }
        return new Reply.Plain(refusal.status(), headers, error(request, refusal));
    }

    private static Map<String, String> headers(Incoming request) {
        return Map.of("content-type", JSON, "request-id", "req_" + request.fingerprint());
    }

    private static String error(Incoming request, Refusal refusal) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + refusal.type() + "\",\"message\":"
                + Json.quote(refusal.says()) + "},\"request_id\":\"req_" + request.fingerprint() + "\"}";
    }
}
