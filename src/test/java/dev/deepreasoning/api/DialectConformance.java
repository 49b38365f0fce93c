package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same scenarios told in every dialect over HTTP. A subclass says how its dialect asks, and how it answers.
public abstract class DialectConformance {
    private static final Duration GUARD = Duration.ofSeconds(30);

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    SimulatedUpstreams upstreams;

    /// What not every dialect has.
    public enum Feature {
        TOOLS,
        TOOL_RESULTS,
        IMAGES,
        STOP_REASONS,
        HIDDEN_REASONING,
        OWN_ERRORS
    }

    /// Why an answer ended.
    public enum Stop {
        END,
        LENGTH,
        TOOLS,
        REFUSAL
    }

    /// A question in no dialect.
    ///
    /// @param reasoning whether the caller wants to see it
    public record Question(
            String text,
            boolean stream,
            boolean reasoning,
            List<String> tools,
            boolean image,
            @Nullable Integer maxTokens,
            String model) {
        static Question of(String text) {
            return new Question(text, false, false, List.of(), false, null, "deepreasoning");
        }

        Question streamed(boolean wanted) {
            return new Question(text, wanted, reasoning, tools, image, maxTokens, model);
        }

        Question withReasoning() {
            return new Question(text, stream, true, tools, image, maxTokens, model);
        }

        Question with(String... names) {
            return new Question(text, stream, reasoning, List.of(names), image, maxTokens, model);
        }

        Question withImage() {
            return new Question(text, stream, reasoning, tools, true, maxTokens, model);
        }

        Question bounded(int tokens) {
            return new Question(text, stream, reasoning, tools, image, tokens, model);
        }

        Question of(String text, String otherModel) {
            return new Question(text, stream, reasoning, tools, image, maxTokens, otherModel);
        }
    }

    /// A tool that is called.
    public record Call(String id, String name, JsonObject arguments) {}

    /// An answer in no dialect.
    ///
    /// @param error the message of a failure inside a stream
    public record Answer(
            String reasoning,
            String text,
            List<Call> calls,
            Stop stop,
            long output,
            @Nullable String error) {}

    /// The features of this dialect.
    protected abstract Set<Feature> features();

    /// Where it is asked.
    protected abstract String path();

    /// Headers that every call needs.
    protected Map<String, String> headers() {
        return Map.of();
    }

    /// How it asks.
    protected abstract JsonObject ask(Question question);

    /// How it sends the answer back with what the tools gave.
    protected abstract JsonObject goOn(JsonObject request, JsonObject answer, Map<String, String> results);

    /// What a whole answer says.
    protected abstract Answer whole(JsonObject body);

    /// What a stream says.
    protected abstract Answer streamed(String body);

    /// The message of an error body.
    protected abstract String error(JsonObject body);

    /// What keeps a silent stream alive.
    protected abstract String keepAlive();

    /// Asks.
    protected final HttpResponse<String> post(JsonObject body) throws Exception {
        return post(body.encode());
    }

    private HttpResponse<String> post(String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path()))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
        headers().forEach(request::header);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private Answer answer(Question question) throws Exception {
        HttpResponse<String> response = post(ask(question));
        assertEquals(200, response.statusCode(), response::body);
        return question.stream ? streamed(response.body()) : whole(new JsonObject(response.body()));
    }

    @Test
    void aStreamAddsUpToTheWholeAnswer() throws Exception {
        Question question = Question.of("Grüße 👩‍💻 𝕏").withReasoning();
        Answer whole = answer(question);
        assertTrue(whole.text.startsWith("This is a simulated answer to “Grüße 👩‍💻 𝕏”"), whole.text);
        assertTrue(whole.reasoning.startsWith("This is simulated reasoning."), whole.reasoning);
        assertEquals(whole, answer(question.streamed(true)));
        assertEquals(
                whole.text,
                answer(question.of("Grüße 👩‍💻 𝕏 [[sim:chunking=odd]]", "deepreasoning")
                                .streamed(true))
                        .text);
    }

    @Test
    void reasoningIsHiddenFromThoseWhoDoNotWantIt() throws Exception {
        if (features().contains(Feature.HIDDEN_REASONING)) {
            for (boolean stream : new boolean[] {false, true}) {
                Answer answer = answer(Question.of("Hi").streamed(stream));
                assertEquals("", answer.reasoning);
                assertTrue(answer.text.startsWith("This is a simulated answer"));
            }
        }
    }

    @Test
    void parallelCallsGoRound() throws Exception {
        if (!features().contains(Feature.TOOLS)) {
            return;
        }
        Question question = Question.of(
                        "call the tool weather with {\"city\":\"Köln\"} and call the tool clock with {\"zone\":1}")
                .withReasoning()
                .with("weather", "clock");
        JsonObject request = ask(question);
        JsonObject body = new JsonObject(post(request).body());
        Answer whole = whole(body);
        Answer stream = answer(question.streamed(true));
        for (Answer each : List.of(whole, stream)) {
            assertEquals(
                    List.of("weather", "clock"),
                    each.calls.stream().map(Call::name).toList());
            assertEquals("Köln", each.calls.getFirst().arguments.getString("city"));
            if (features().contains(Feature.STOP_REASONS)) {
                assertEquals(Stop.TOOLS, each.stop);
            }
        }
        if (!features().contains(Feature.TOOL_RESULTS)) {
            return;
        }
        HttpResponse<String> second =
                post(goOn(request, body, Map.of(whole.calls.get(0).id, "rain 🌧", whole.calls.get(1).id, "noon")));
        assertEquals(200, second.statusCode(), second::body);
        assertEquals(
                "off", second.headers().firstValue("x-deepreasoning-reasoning").orElse(""));
        String text = whole(new JsonObject(second.body())).text;
        assertTrue(text.contains("rain 🌧") && text.contains("noon"), text);
    }

    @Test
    void picturesReachTheAnsweringModel() throws Exception {
        if (features().contains(Feature.IMAGES)) {
            for (boolean stream : new boolean[] {false, true}) {
                String text = answer(Question.of("What is this?").withImage().streamed(stream)).text;
                assertTrue(text.contains("It came with 1 pictures"), text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefusalIsNoAnswer(boolean stream) throws Exception {
        Answer answer = answer(Question.of("[[sim:claude.refusal]]").streamed(stream));
        if (features().contains(Feature.STOP_REASONS)) {
            assertEquals(Stop.REFUSAL, answer.stop);
        }
        assertFalse(answer.text.startsWith("This is a simulated answer"), answer.text);
        assertEquals(List.of(), answer.calls);
        assertNull(answer.error);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBoundCutsTheAnswer(boolean stream) throws Exception {
        Answer answer = answer(Question.of("Hi").bounded(5).streamed(stream));
        if (features().contains(Feature.STOP_REASONS)) {
            assertEquals(Stop.LENGTH, answer.stop);
        }
        assertTrue(answer.text.length() < 60, answer.text);
    }

    /// The head of a stream waits for the first words that its caller sees, so that these have a real status.
    @ParameterizedTest
    @CsvSource({
        "claude.status=429, 429",
        "claude.status=500, 502",
        "claude.status=401, 502",
        "claude.status=403, 502",
        "claude.error-in-stream, 529"
    })
    void aFailureBeforeTheFirstWordIsARealStatus(String fault, int status) throws Exception {
        for (boolean stream : new boolean[] {false, true}) {
            JsonObject request = ask(
                    Question.of("[[sim:" + fault + "]] [[sim:r1.form=empty]]").streamed(stream));
            HttpResponse<String> response = post(request);
            int expected = features().contains(Feature.OWN_ERRORS) ? status == 529 ? overloaded() : status : 502;
            assertEquals(expected, response.statusCode(), response::body);
            assertFalse(error(new JsonObject(response.body())).isEmpty());
            assertEquals(
                    "application/json",
                    response.headers().firstValue("content-type").orElse(""));
        }
    }

    /// The dialect's status for an upstream that is overloaded.
    protected int overloaded() {
        return 503;
    }

    @Test
    void wrongRequestsAreToldInTheDialectsOwnEnvelope() throws Exception {
        HttpResponse<String> broken = post("{");
        assertEquals(400, broken.statusCode());
        assertTrue(error(new JsonObject(broken.body())).contains("JSON"));
        if (features().contains(Feature.OWN_ERRORS)) {
            HttpResponse<String> unknown = post(ask(Question.of("Hi").of("Hi", "gpt-none")));
            assertEquals(404, unknown.statusCode());
            assertTrue(error(new JsonObject(unknown.body())).contains("gpt-none"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude.error-after=3", "claude.cut-after=3"})
    void aFailureInTheMiddleEndsTheStream(String fault) throws Exception {
        Question question = Question.of("x [[sim:" + fault + "]]").withReasoning();
        Answer answer = answer(question.streamed(true));
        assertFalse(answer.text.isEmpty());
        assertTrue(answer.error != null && !answer.error.isEmpty());
        HttpResponse<String> whole = post(ask(question));
        assertTrue(whole.statusCode() >= 500, whole::body);
        assertEquals("false", whole.headers().firstValue("x-should-retry").orElse(""));
    }

    @ParameterizedTest
    @CsvSource({"r1.status=503, skipped", "r1.cut-after=3, partial", "r1.form=empty, empty"})
    void aReasonerThatFailsCostsTheAnswerNothing(String fault, String outcome) throws Exception {
        HttpResponse<String> response = post(ask(Question.of("Hi [[sim:" + fault + "]]")));
        assertEquals(200, response.statusCode(), response::body);
        assertEquals(
                outcome,
                response.headers().firstValue("x-deepreasoning-reasoning").orElse(""));
        assertTrue(whole(new JsonObject(response.body())).text.startsWith("This is a simulated answer"));
        Answer stream = answer(Question.of("Hi [[sim:" + fault + "]]").streamed(true));
        assertTrue(stream.text.startsWith("This is a simulated answer"));
    }

    @Test
    void aSilentStreamIsKeptAliveInTheDialectsWay() throws Exception {
        String stream = post(ask(Question.of("Hi [[sim:claude.first-token-ms=2500]]")
                        .withReasoning()
                        .streamed(true)))
                .body();
        assertTrue(stream.contains(keepAlive()), stream);
        assertTrue(streamed(stream).text.startsWith("This is a simulated answer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r1.stall", "r1.stall-after=3", "claude.stall", "claude.stall-after=3"})
    void aCallerWhoLeavesStopsEverything(String fault) {
        for (boolean stream : new boolean[] {false, true}) {
            SimulatedGateway.awaitState(upstreams, "no call is open", GUARD, SimulatedGateway.State::quiet);
            StringBuilder more = new StringBuilder();
            headers()
                    .forEach((name, value) ->
                            more.append(name).append(": ").append(value).append("\r\n"));
            byte[] body = ask(Question.of("[[sim:" + fault + "]]").streamed(stream))
                    .toBuffer()
                    .getBytes();
            try (Wire wire = new Wire(gateway.getPort())) {
                wire.send("POST " + path() + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n" + more
                        + "content-length: " + body.length + "\r\n\r\n"
                        + new String(body, java.nio.charset.StandardCharsets.UTF_8));
                boolean atReasoner = fault.startsWith("r1");
                SimulatedGateway.awaitState(
                        upstreams,
                        "the run has begun",
                        GUARD,
                        state -> (atReasoner ? state.reasoner() : state.claude()).open() == 1);
            }
            SimulatedGateway.awaitState(upstreams, "both calls are closed", GUARD, SimulatedGateway.State::quiet);
        }
    }
}
