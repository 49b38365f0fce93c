package dev.deepreasoning.simulator;

import static dev.deepreasoning.simulator.SimulatedHost.R1;
import static dev.deepreasoning.simulator.SimulatedHost.r1;
import static dev.deepreasoning.simulator.SimulatedHost.streamed;
import static dev.deepreasoning.simulator.SimulatedHost.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.simulator.SimulatedHost.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedReasonerTest {
    @RegisterExtension
    static final SimulatedHost HOST = new SimulatedHost();

    private static final JsonObject ASKED_FOR_USAGE = new JsonObject().put("include_usage", true);

    @Test
    void saysThatItIsSimulatedInReasoningAndAnswer() throws Exception {
        Answer whole = HOST.post(R1, r1("2+2?"));

        assertEquals(200, whole.status());
        assertEquals("application/json", whole.header("content-type"));
        JsonObject choice = choice(whole.json());
        assertEquals("stop", choice.getString("finish_reason"));
        JsonObject message = choice.getJsonObject("message");
        assertTrue(message.getString("reasoning_content")
                .startsWith("This is simulated reasoning. The question is “2+2?”"));
        assertTrue(message.getString("content").startsWith("This is the simulated reasoner's own answer to “2+2?”"));
        assertEquals("chat.completion", whole.json().getString("object"));
        assertEquals(SimulatedHost.NOW.getEpochSecond(), whole.json().getLong("created"));
        JsonObject usage = whole.json().getJsonObject("usage");
        assertEquals(40, usage.getJsonObject("completion_tokens_details").getInteger("reasoning_tokens"));
        assertEquals(64, usage.getInteger("completion_tokens"));
        assertEquals(usage.getInteger("prompt_tokens") + 64, usage.getInteger("total_tokens"));
    }

    @Test
    void streamsTheSameTextsAsItAnswersWhole() throws Exception {
        JsonObject message = choice(HOST.post(R1, r1("2+2?")).json()).getJsonObject("message");
        Answer stream = HOST.post(R1, streamed(r1("2+2?")));

        assertEquals("text/event-stream; charset=utf-8", stream.header("content-type"));
        assertEquals(message.getString("reasoning_content"), joined(stream, "reasoning_content"));
        assertEquals(message.getString("content"), joined(stream, "content"));
        JsonObject first = delta(stream.data().getFirst());
        assertEquals("assistant", first.getString("role"));
        assertEquals("", first.getString("reasoning_content"));
        assertTrue(stream.body().endsWith("data: [DONE]\n\n"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersTheSameRequestWithTheSameBytes(boolean stream) throws Exception {
        JsonObject body = stream ? streamed(r1("Why?")) : r1("Why?");

        assertEquals(HOST.post(R1, body).body(), HOST.post(R1, body).body());
        assertFalse(HOST.post(R1, body)
                .body()
                .equals(HOST.post(R1, with(body, "{\"max_tokens\":31}")).body()));
    }

    @Test
    void neverRepeatsAMarker() throws Exception {
        String body = HOST.post(R1, r1("[[sim:tokens=30]] Why?")).body();

        assertFalse(body.contains("sim:tokens"));
        assertTrue(body.contains("“Why?”"));
    }

    /// What no host of R1 takes, or what one of them refuses.
    enum Refused {
        MODEL_UNKNOWN("{\"model\":\"gpt-4\"}", 400, "Model Not Exist"),
        MODEL_MISSING("{\"model\":null}", 400, "Model Not Exist"),
        TEMPERATURE_TOO_HIGH("{\"temperature\":2.1}", 400, "the valid range of temperature is [0, 2]"),
        TEMPERATURE_NOT_A_NUMBER("{\"temperature\":\"hot\"}", 422, "temperature: invalid type"),
        TOP_P_NEGATIVE("{\"top_p\":-0.1}", 400, "the valid range of top_p is [0, 1]"),
        MAX_TOKENS_ZERO("{\"max_tokens\":0}", 400, "the valid range of max_tokens is [1, 393216]"),
        MAX_TOKENS_TOO_MANY("{\"max_tokens\":400000}", 400, "Invalid max_tokens value"),
        MAX_TOKENS_BROKEN("{\"max_tokens\":1.5}", 422, "max_tokens: expected u32"),
        TOOLS("{\"tools\":[]}", 400, "does not support Function Calling"),
        TOOL_CHOICE("{\"tool_choice\":\"auto\"}", 400, "does not support Function Calling"),
        LOGPROBS("{\"logprobs\":true}", 400, "does not support logprobs"),
        TOP_LOGPROBS("{\"top_logprobs\":3}", 400, "does not support logprobs"),
        STREAM_OPTIONS_ALONE("{\"stream_options\":{\"include_usage\":true}}", 400, "should be set along with stream"),
        MESSAGES_MISSING("{\"messages\":null}", 400, "Empty input messages"),
        MESSAGES_EMPTY("{\"messages\":[]}", 400, "Empty input messages"),
        MESSAGE_NO_OBJECT("{\"messages\":[\"hi\"]}", 422, "messages[0].role"),
        ROLE_MISSING("{\"messages\":[{\"content\":\"hi\"}]}", 422, "messages[0].role"),
        ROLE_TOOL("{\"messages\":[{\"role\":\"tool\",\"content\":\"hi\"}]}", 422, "messages[0].role"),
        REASONING_SENT_BACK(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"reasoning_content\":\"b\"}]}",
                400,
                "reasoning_content is not allowed"),
        REASONING_OF_OPENROUTER_SENT_BACK(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"reasoning\":\"b\"}]}",
                400,
                "reasoning_content is not allowed"),
        CONTENT_PARTS(
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}",
                422,
                "expected a string"),
        CONTENT_BLANK("{\"messages\":[{\"role\":\"user\",\"content\":\" \"}]}", 400, "Empty content in messages[0]"),
        SYSTEM_LATER(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"system\",\"content\":\"b\"}]}",
                400,
                "The system message must be the first"),
        SUCCESSIVE_USERS(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}]}",
                400,
                "does not support successive user or assistant messages"),
        ASSISTANT_FIRST(
                "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}]}", 400, "The first message must be a user"),
        ASSISTANT_LAST(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]}",
                400,
                "must be a user message");

        private final String change;
        private final int status;
        private final String message;

        Refused(String change, int status, String message) {
            this.change = change;
            this.status = status;
            this.message = message;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatTheRealOneRefuses(Refused refused) throws Exception {
        Answer answer = HOST.post(R1, with(r1("2+2?"), refused.change));

        assertEquals(refused.status, answer.status());
        assertTrue(answer.message().contains(refused.message), answer.body());
        JsonObject error = answer.json().getJsonObject("error");
        assertEquals("invalid_request_error", error.getString("type"));
        assertTrue(error.containsKey("param"));
        assertEquals("invalid_request_error", error.getString("code"));
    }

    @Test
    void takesSamplingASystemPromptAndTurns() throws Exception {
        JsonObject body = with(
                r1("x"),
                "{\"temperature\":0.6,\"top_p\":0.95,\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
                        + "{\"role\":\"user\",\"content\":\"And now?\"}]}");

        Answer answer = HOST.post(R1, body);

        assertEquals(200, answer.status());
        assertTrue(answer.body().contains("“And now?”"));
    }

    @Test
    void refusesKeysAndBodiesThatAreNone() throws Exception {
        String body = r1("2+2?").encode();

        assertEquals(401, HOST.post(R1, body).status());
        assertEquals(401, HOST.post(R1, body, "authorization", "Basic abc").status());
        assertEquals(401, HOST.post(R1, body, "authorization", "Bearer ").status());
        Answer wrong = HOST.post(R1, body, "authorization", "Bearer invalid-key");
        assertEquals(401, wrong.status());
        assertEquals("authentication_error", wrong.json().getJsonObject("error").getString("type"));
        Answer broken = HOST.post(R1, "{\"model\":", SimulatedHost.headersOf(R1));
        assertEquals(400, broken.status());
        assertTrue(broken.message().contains("as JSON"));
    }

    @Test
    void listsItsModelsToWhoHasAKey() throws Exception {
        Answer list = HOST.get("/reasoner/models", SimulatedHost.headersOf(R1));

        assertEquals(
                "deepseek-reasoner",
                list.json().getJsonArray("data").getJsonObject(0).getString("id"));
        assertEquals(401, HOST.get("/reasoner/models").status());
    }

    @ParameterizedTest
    @CsvSource({
        "400, Model Not Exist",
        "401, Authentication Fails",
        "402, Insufficient Balance",
        "429, Rate limit reached",
        "500, Simulated error",
        "503, Service is too busy"
    })
    void answersAStatusThatIsAskedFor(int status, String message) throws Exception {
        Answer answer = HOST.post(R1, streamed(r1("Hi [[sim:r1.status=" + status + "]]")));

        assertEquals(status, answer.status());
        assertTrue(answer.message().contains(message));
        assertEquals("", answer.header("retry-after"));
    }

    @Test
    void saysWhenToTryAgain() throws Exception {
        assertEquals("7", HOST.post(R1, r1("[[sim:status=429,retry-after=7]]a")).header("retry-after"));
        assertEquals("1", HOST.post(R1, r1("[[sim:status=429,retry-after]]a")).header("retry-after"));
    }

    @Test
    void aStatusForAnotherUpstreamIsNotItsOwn() throws Exception {
        assertEquals(200, HOST.post(R1, r1("Hi [[sim:claude.status=529]]")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"field", "reasoning", "details", "openrouter"})
    void givesReasoningInAMemberOfItsOwn(String form) throws Exception {
        JsonObject body = r1("[[sim:r1.form=" + form + "]]2+2?").put("stream_options", ASKED_FOR_USAGE);
        Answer stream = HOST.post(R1, streamed(body));
        body.remove("stream_options");
        JsonObject message = choice(HOST.post(R1, body).json()).getJsonObject("message");

        assertEquals(form.equals("field"), stream.body().contains("\"reasoning_content\""));
        assertEquals(
                form.equals("reasoning") || form.equals("openrouter"),
                stream.body().contains("\"reasoning\":\""));
        assertEquals(
                form.equals("details") || form.equals("openrouter"),
                stream.body().contains("\"reasoning_details\""));
        String reasoning = reasoning(message);
        assertTrue(reasoning.startsWith("This is simulated reasoning."));
        assertEquals(
                reasoning,
                stream.data().stream()
                        .filter(SimulatedReasonerTest::hasChoice)
                        .map(chunk -> reasoning(delta(chunk)))
                        .reduce("", String::concat));
        assertEquals(message.getString("content"), joined(stream, "content"));
    }

    @Test
    void givesReasoningInsideTheTextWithItsTagsCutAcrossChunks() throws Exception {
        Answer stream = HOST.post(R1, streamed(r1("[[sim:r1.form=inline]]2+2?")));

        List<String> texts = texts(stream);
        assertTrue(texts.containsAll(List.of("<th", "ink>\n", "\n</th", "ink>\n\n")));
        String text = String.join("", texts);
        assertTrue(text.startsWith("<think>\nThis is simulated reasoning."));
        assertTrue(text.contains("\n</think>\n\nThis is the simulated reasoner's own answer"));
        assertEquals(
                text,
                choice(HOST.post(R1, r1("[[sim:r1.form=inline]]2+2?")).json())
                        .getJsonObject("message")
                        .getString("content"));
    }

    @Test
    void leavesTheOpeningTagOutWhereItsTemplateHasIt() throws Exception {
        String marked = "[[sim:r1.form=inline-implicit-open]]2+2?";
        String text = String.join("", texts(HOST.post(R1, streamed(r1(marked)))));

        assertTrue(text.startsWith("This is simulated reasoning."));
        assertTrue(text.contains("\n</think>\n\nThis is the simulated"));
        assertEquals(
                text,
                choice(HOST.post(R1, r1(marked)).json())
                        .getJsonObject("message")
                        .getString("content"));
    }

    @Test
    void thinksNothingInEitherForm() throws Exception {
        String inline = String.join("", texts(HOST.post(R1, streamed(r1("[[sim:form=inline-empty]]2+2?")))));
        assertTrue(inline.startsWith("<think>\n\n</think>\n\nThis is the simulated"));

        JsonObject message =
                choice(HOST.post(R1, r1("[[sim:form=empty]]2+2?")).json()).getJsonObject("message");
        assertFalse(message.containsKey("reasoning_content"));
        assertEquals("", joined(HOST.post(R1, streamed(r1("[[sim:form=empty]]2+2?"))), "reasoning_content"));
    }

    @Test
    void aFormThatIsUnknownIsTheOfficialOne() throws Exception {
        assertFalse(joined(HOST.post(R1, streamed(r1("[[sim:form=none-such]]2+2?"))), "reasoning_content")
                .isEmpty());
    }

    @Test
    void cutsTheAnswerAtMaxTokens() throws Exception {
        JsonObject choice =
                choice(HOST.post(R1, with(r1("2+2?"), "{\"max_tokens\":44}")).json());

        assertEquals("length", choice.getString("finish_reason"));
        assertEquals("This is the simulated ", choice.getJsonObject("message").getString("content"));
    }

    @Test
    void neverClosesReasoningThatMaxTokensCut() throws Exception {
        Answer stream = HOST.post(R1, streamed(with(r1("[[sim:form=inline]]2+2?"), "{\"max_tokens\":5}")));

        assertEquals("<think>\nThis is simulated reasoning. The ", String.join("", texts(stream)));
        assertEquals("length", choice(stream.data().getLast()).getString("finish_reason"));
    }

    @Test
    void reportsUsageOnTheFinishingChunkAsTheOfficialHostDoes() throws Exception {
        JsonObject last = HOST.post(R1, streamed(r1("2+2?"))).data().getLast();

        assertEquals("stop", choice(last).getString("finish_reason"));
        assertEquals(64, last.getJsonObject("usage").getInteger("completion_tokens"));
    }

    @Test
    void reportsUsageInAChunkOfItsOwnWhereOtherHostsAreAsked() throws Exception {
        JsonObject body = streamed(r1("[[sim:form=reasoning]]2+2?"));

        assertNull(HOST.post(R1, body).data().getLast().getValue("usage"));
        JsonObject last = HOST.post(R1, body.put("stream_options", ASKED_FOR_USAGE))
                .data()
                .getLast();
        assertEquals(new JsonArray(), last.getJsonArray("choices"));
        assertEquals(64, last.getJsonObject("usage").getInteger("completion_tokens"));
    }

    @Test
    void leavesOutWhatItIsToldToLeaveOut() throws Exception {
        Answer stream =
                HOST.post(R1, streamed(r1("[[sim:r1.no-done,r1.no-usage,r1.finish=insufficient_system_resource]]a")));

        assertFalse(stream.body().contains("[DONE]"));
        assertFalse(stream.body().contains("\"usage\""));
        assertEquals(
                "insufficient_system_resource", choice(stream.data().getLast()).getString("finish_reason"));
    }

    @Test
    void keepsAliveByCommentsAndByBlankLines() throws Exception {
        assertTrue(HOST.post(R1, streamed(r1("[[sim:keep-alives=3]]a")))
                .body()
                .startsWith(": keep-alive\n\n".repeat(3) + "data: {"));
        assertTrue(HOST.post(R1, streamed(r1("[[sim:keep-alives,form=openrouter]]a")))
                .body()
                .startsWith(": OPENROUTER PROCESSING\n\n".repeat(5) + "data: {"));
        assertTrue(HOST.post(R1, r1("[[sim:keep-alives=2]]a")).body().startsWith("\n\n{"));
        assertTrue(HOST.post(R1, r1("[[sim:keep-alives]]a")).body().startsWith("\n\n\n\n\n{"));
    }

    @Test
    void failsInsideAStream() throws Exception {
        Answer atOnce = HOST.post(R1, streamed(r1("[[sim:r1.error-in-stream]]a")));
        assertEquals(200, atOnce.status());
        assertEquals(
                "Simulated error",
                atOnce.data().getFirst().getJsonObject("error").getString("message"));
        assertEquals(1, atOnce.data().size());

        List<JsonObject> late = HOST.post(R1, streamed(r1("[[sim:form=openrouter,error-after=2]]a")))
                .data();
        assertEquals(4, late.size(), "the role, two deltas, the error");
        assertEquals(502, late.getLast().getJsonObject("error").getInteger("code"));
        assertEquals("error", choice(late.getLast()).getString("finish_reason"));
    }

    @Test
    void failsInsteadOfAWholeAnswer() throws Exception {
        assertEquals(500, HOST.post(R1, r1("[[sim:r1.error-in-stream]]a")).status());
        assertEquals(500, HOST.post(R1, r1("[[sim:r1.error-after=2]]a")).status());
    }

    private static JsonObject choice(JsonObject body) {
        return body.getJsonArray("choices").getJsonObject(0);
    }

    private static boolean hasChoice(JsonObject chunk) {
        return !chunk.getJsonArray("choices").isEmpty();
    }

    private static JsonObject delta(JsonObject chunk) {
        return choice(chunk).getJsonObject("delta");
    }

    private static String reasoning(JsonObject message) {
        String text = message.getString("reasoning_content", message.getString("reasoning", ""));
        JsonArray details = message.getJsonArray("reasoning_details");
        if (details != null) {
            String detail = details.getJsonObject(0).getString("text");
            assertTrue(text.isEmpty() || text.equals(detail), "the same text twice");
            return detail;
        }
        return text == null ? "" : text;
    }

    private static List<String> texts(Answer stream) {
        return stream.data().stream()
                .filter(SimulatedReasonerTest::hasChoice)
                .map(chunk -> delta(chunk).getString("content", ""))
                .map(text -> text == null ? "" : text)
                .toList();
    }

    private static String joined(Answer stream, String member) {
        StringBuilder all = new StringBuilder();
        for (JsonObject chunk : stream.data()) {
            if (hasChoice(chunk) && delta(chunk).getValue(member) instanceof String text) {
                all.append(text);
            }
        }
        return all.toString();
    }
}
