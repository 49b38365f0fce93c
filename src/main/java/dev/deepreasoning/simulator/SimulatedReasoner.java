package dev.deepreasoning.simulator;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;

/// A host of R1: OpenAI's chat completions, with the reasoning in whichever form is asked for.
final class SimulatedReasoner {
    private static final String JSON = "application/json";
    private static final String MODELS =
            "{\"object\":\"list\",\"data\":[{\"id\":\"deepseek-reasoner\",\"object\":\"model\","
                    + "\"owned_by\":\"deepseek\"},{\"id\":\"deepseek-v4-pro\",\"object\":\"model\",\"owned_by\":\"deepseek\"}]}";

    private final SimulatorConfig config;
    private final InstantSource clock;

    SimulatedReasoner(SimulatorConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /// `GET /models`.
    Reply models(Incoming request) {
        try {
            ReasonerRules.checkKey(request);
            return new Reply.Plain(200, Map.of("content-type", JSON), MODELS);
        } catch (Refusal refusal) {
            return refused(refusal);
        }
    }

    /// `POST /chat/completions`.
    Reply complete(Incoming request) {
        try {
            ReasonerRules.checkKey(request);
            return answer(request, request.json());
        } catch (DecodeException notJson) {
            return refused(new Refusal(400, ReasonerRules.INVALID, "Failed to parse the request body as JSON"));
        } catch (Refusal refusal) {
            return refused(refusal);
        }
    }

    private Reply answer(Incoming request, JsonObject body) {
        String question = ReasonerRules.check(body);
        Directives directives = Directives.of("r1", config.fault().orElse(null), question);
        if (directives.has("status")) {
            return failed(directives);
        }
        ReasonerAnswer answer = new ReasonerAnswer(request, body, directives, config, clock.instant());
        Pace pace = Pace.of(config, directives);
        if (Boolean.TRUE.equals(body.getValue("stream"))) {
            return new Reply.Played(
                    "text/event-stream; charset=utf-8",
                    Map.of(),
                    answer.stream(pace),
                    pace,
                    CallCounts.of(directives, answer.counted(pace)));
        }
        if (directives.has("error-in-stream") || directives.has("error-after")) {
            return refused(new Refusal(500, "server_error", "Simulated error"));
        }
        return new Reply.Played(JSON, Map.of(), answer.whole(pace), pace);
    }

    private static Reply failed(Directives directives) {
        int status = directives.number("status", 500);
        Refusal refusal =
                switch (status) {
                    case 400 -> new Refusal(400, ReasonerRules.INVALID, "Model Not Exist");
                    case 401 ->
                        new Refusal(401, "authentication_error", "Authentication Fails, Your api key is invalid");
                    case 402 -> new Refusal(402, "unknown_error", "Insufficient Balance");
                    case 429 -> new Refusal(429, "rate_limit_error", "Rate limit reached");
                    case 503 -> new Refusal(503, "service_unavailable_error", "Service is too busy");
                    default -> new Refusal(status, "server_error", "Simulated error");
                };
        Reply.Plain reply = refused(refusal);
        return directives.has("retry-after")
                ? new Reply.Plain(
                        status,
                        Map.of("content-type", JSON, "retry-after", directives.text("retry-after", "1")),
                        reply.body())
                : reply;
    }

    private static Reply.Plain refused(Refusal refusal) {
        return new Reply.Plain(refusal.status(), Map.of("content-type", JSON), error(refusal.type(), refusal.says()));
    }

    /// The vendor's envelope.
    static String error(String type, String message) {
        return "{\"error\":{\"message\":" + Json.quote(message) + ",\"type\":\"" + type
                + "\",\"param\":null,\"code\":\"invalid_request_error\"}}";
    }
}
