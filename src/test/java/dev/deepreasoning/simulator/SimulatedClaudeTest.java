package dev.deepreasoning.simulator;

import static dev.deepreasoning.simulator.ClaudeRefusalsTest.afterCall;
import static dev.deepreasoning.simulator.ClaudeRefusalsTest.assistant;
import static dev.deepreasoning.simulator.ClaudeRefusalsTest.page;
import static dev.deepreasoning.simulator.ClaudeRefusalsTest.result;
import static dev.deepreasoning.simulator.ClaudeRefusalsTest.tool;
import static dev.deepreasoning.simulator.ClaudeRefusalsTest.user;
import static dev.deepreasoning.simulator.SimulatedHost.CLAUDE;
import static dev.deepreasoning.simulator.SimulatedHost.COUNT;
import static dev.deepreasoning.simulator.SimulatedHost.claude;
import static dev.deepreasoning.simulator.SimulatedHost.streamed;
import static dev.deepreasoning.simulator.SimulatedHost.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.simulator.SimulatedHost.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the simulated Claude says, whole and streamed.
class SimulatedClaudeTest {
    @RegisterExtension
    static final SimulatedHost HOST = new SimulatedHost();

    @Test
    void saysThatItIsSimulatedAndHowMuchReasoningItWasGiven() throws Exception {
        JsonObject message = message(claude("2+2?"));

        assertTrue(text(message)
                .startsWith("This is a simulated answer to “2+2?”. It was given 0 characters of reasoning."));
        assertEquals("end_turn", message.getString("stop_reason"));
        assertNull(message.getValue("stop_sequence"));
        assertEquals("assistant", message.getString("role"));
        assertEquals("claude-sonnet-4-5-20250929", message.getString("model"));
        assertTrue(message.getString("id").startsWith("msg_sim"));
        assertEquals(60, message.getJsonObject("usage").getInteger("output_tokens"));
        assertEquals("standard", message.getJsonObject("usage").getString("service_tier"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersTheSameRequestWithTheSameBytes(boolean stream) throws Exception {
        JsonObject body = claude("Why? [[sim:claude.tokens=70]]").put("stream", stream);

        String once = HOST.post(CLAUDE, body).body();
        assertEquals(once, HOST.post(CLAUDE, body).body());
        assertNotEquals(
                once, HOST.post(CLAUDE, with(body, "{\"max_tokens\":20}")).body());
        assertFalse(once.contains("sim:claude"), "a marker is never repeated");
    }

    /// Everything that a stream may hold, added up, is the whole answer to the same request.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"max_tokens\":7}",
                "{\"stop_sequences\":[\"reasoning\"]}",
                "{\"max_tokens\":4000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}",
                "{\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":"
                        + "{\"a\":{\"type\":\"string\"}}}}}}",
                "{\"tools\":[{\"name\":\"w\",\"input_schema\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"any\"}}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"search_result\",\"source\":\"s\",\"title\":"
                        + "\"t\",\"content\":[{\"type\":\"text\",\"text\":\"c\"}],\"citations\":{\"enabled\":true}},"
                        + "{\"type\":\"text\",\"text\":\"Hi\"}]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"[[sim:refusal]]Hi\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"[[sim:empty]]Hi\"}]}"
            })
    void streamsTheSameAsItAnswersWhole(String change) throws Exception {
        JsonObject body = with(claude("2+2?"), change);
        JsonObject whole = message(body);
        Answer stream = HOST.post(CLAUDE, streamed(body));

        assertEquals("text/event-stream; charset=utf-8", stream.header("content-type"));
        JsonObject added = added(stream);
        // Its id is made from the request, of which `stream` is a part.
        for (JsonObject message : List.of(whole, added)) {
            message.remove("id");
            message.getJsonObject("usage").remove("input_tokens");
            message.getJsonArray("content").forEach(block -> ((JsonObject) block).remove("id"));
        }
        assertEquals(whole, added);
    }

    @Test
    void streamsInTheVendorsOrder() throws Exception {
        String body = HOST.post(CLAUDE, streamed(with(claude("Hi"), "{\"max_tokens\":5}")))
                .body();

        List<String> names = new ArrayList<>();
        for (String frame : body.split("\n\n", -1)) {
            if (!frame.isEmpty()) {
                assertTrue(frame.matches("event: (\\w+)\ndata: \\{\"type\":\"\\1\".*"), frame);
                names.add(frame.substring(7, frame.indexOf('\n')));
            }
        }
        assertEquals(
                List.of(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop"),
                names);
    }

    @Test
    void pingsBeforeItBegins() throws Exception {
        String ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";

        assertTrue(HOST.post(CLAUDE, streamed(claude("[[sim:keep-alives=2]]Hi")))
                .body()
                .startsWith(ping.repeat(2) + "event: message_start"));
        assertTrue(HOST.post(CLAUDE, streamed(claude("[[sim:keep-alives]]Hi")))
                .body()
                .startsWith(ping.repeat(5) + "event: message_start"));
        assertTrue(HOST.post(CLAUDE, claude("[[sim:keep-alives]]Hi")).body().startsWith("{"));
    }

    @Test
    void countsReasoningInABlockOrInAPrefill() throws Exception {
        String block = user("{\"type\":\"text\",\"text\":\"2+2?\"},{\"type\":\"text\",\"text\":"
                + "\"<reasoning-a1>\\nIt is 4.\\n</reasoning-a1>\"}");
        String prefill = assistant("{\"type\":\"text\",\"text\":\"<thinking>\\nIt is four.\\n</thinking>\"}");

        assertTrue(text(message(with(claude("x"), block)))
                .startsWith("This is a simulated answer to “2+2?”. It was given 8 characters of reasoning."));
        assertTrue(text(message(with(claude("x"), prefill)))
                .startsWith("\n\nThis is a simulated answer to “a”. It was given 11 characters of reasoning."));
    }

    @Test
    void continuesAPrefill() throws Exception {
        String text = text(message(with(claude("x"), assistant("{\"type\":\"text\",\"text\":\"It is\"}"))));

        assertTrue(text.startsWith(" This is a simulated answer"));
    }

    @Test
    void knowsWhatItWasShown() throws Exception {
        String blocks = user("{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/a.png\"}},"
                + "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"JVBERi0=\"}},"
                + page(false) + ",{\"type\":\"text\",\"text\":\"What is it?\"}");

        String text = text(message(with(claude("x"), blocks)));

        assertTrue(text.contains("It came with 2 pictures or documents."));
        assertTrue(text.contains("It read 1 web pages."));
    }

    @Test
    void citesAPageWhereItMay() throws Exception {
        JsonArray content = message(
                        with(claude("x"), user(page(true) + "," + page(true) + ",{\"type\":\"text\",\"text\":\"Hi\"}")))
                .getJsonArray("content");

        assertEquals(2, content.size());
        JsonObject citation = content.getJsonObject(1).getJsonArray("citations").getJsonObject(0);
        assertEquals("search_result_location", citation.getString("type"));
        assertEquals("https://example.com/a", citation.getString("source"));
        assertEquals("It says so.", citation.getString("cited_text"));
        assertNull(content.getJsonObject(0).getValue("citations"));
    }

    @Test
    void callsAToolThatTheUserNames() throws Exception {
        JsonObject body = with(
                claude("Please call the tool weather now."),
                "{\"tools\":[" + tool("other") + "," + tool("weather") + "]}");
        JsonObject message = message(body);

        assertEquals("tool_use", message.getString("stop_reason"));
        assertEquals("This is a simulated answer. It calls a tool.", text(message));
        JsonObject call = message.getJsonArray("content").getJsonObject(1);
        assertEquals("weather", call.getString("name"));
        assertEquals(new JsonObject().put("city", "simulated"), call.getJsonObject("input"));
        assertTrue(call.getString("id").matches("toolu_[a-zA-Z0-9_-]+"));
    }

    @Test
    void callsSeveralToolsWithTheirArguments() throws Exception {
        JsonObject body = with(
                claude(
                        "call the tool w with {\"city\":\"Rome }\\\"\"} and call the tool w with {\"city\" and call the tool"
                                + " v and call the tool none"),
                "{\"tools\":[" + tool("w") + "," + tool("v") + "]}");
        JsonArray content = message(body).getJsonArray("content");

        assertEquals(4, content.size());
        assertEquals("Rome }\"", content.getJsonObject(1).getJsonObject("input").getString("city"));
        assertEquals(
                "simulated", content.getJsonObject(2).getJsonObject("input").getString("city"), "that was no JSON");
        assertEquals("v", content.getJsonObject(3).getString("name"));
        assertNotEquals(
                content.getJsonObject(1).getString("id"),
                content.getJsonObject(2).getString("id"));

        JsonObject one = with(body, "{\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}}");
        assertEquals(2, message(one).getJsonArray("content").size());
        assertEquals(
                "end_turn",
                message(with(body, "{\"tool_choice\":{\"type\":\"none\"}}")).getString("stop_reason"));
    }

    @Test
    void callsAToolWhereItIsForcedTo() throws Exception {
        String tools = "{\"tools\":[" + tool("a") + "," + tool("b") + "],\"tool_choice\":";

        JsonArray any =
                message(with(claude("Hi"), tools + "{\"type\":\"any\"}}")).getJsonArray("content");
        assertEquals(1, any.size());
        assertEquals("a", any.getJsonObject(0).getString("name"));
        JsonArray one = message(with(claude("call the tool a"), tools + "{\"type\":\"tool\",\"name\":\"b\"}}"))
                .getJsonArray("content");
        assertEquals("b", one.getJsonObject(0).getString("name"));
        JsonArray same = message(with(
                        claude("call the tool b with {\"city\":\"Oslo\"}"),
                        tools + "{\"type\":\"tool\",\"name\":\"b\"}}"))
                .getJsonArray("content");
        assertEquals("Oslo", same.getJsonObject(0).getJsonObject("input").getString("city"));
    }

    @Test
    void streamsArgumentsInPieces() throws Exception {
        JsonObject body = with(
                claude("call the tool w with {\"city\":\"Reykjavík 🧠🧠\"} [[sim:tokens-per-event=1]]"),
                "{\"tools\":[" + tool("w") + "]}");

        List<String> pieces = new ArrayList<>();
        for (JsonObject event : HOST.post(CLAUDE, streamed(body)).data()) {
            if (event.containsKey("delta") && event.getJsonObject("delta").containsKey("partial_json")) {
                pieces.add(event.getJsonObject("delta").getString("partial_json"));
            }
        }

        assertEquals("", pieces.getFirst());
        assertTrue(pieces.size() > 4);
        assertEquals("{\"city\":\"Reykjavík 🧠🧠\"}", String.join("", pieces));
    }

    @Test
    void repeatsWhatToolsGaveBack() throws Exception {
        String blocks = afterCall("{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"is_error\":true,\"content\":["
                + "{\"type\":\"text\",\"text\":\"sunny\"},{\"type\":\"image\",\"source\":{}}]}");

        JsonObject message = message(with(
                claude("x"),
                with(new JsonObject(blocks), "{\"tools\":[" + tool("weather") + "]}")
                        .encode()));
        assertTrue(text(message).contains("The tool weather said: failed: sunny[image] "));
        assertEquals("end_turn", message.getString("stop_reason"));

        assertTrue(text(message(with(claude("x"), afterCall(result("a", "\"rain\"")))))
                .contains("The tool weather said: rain "));
        String nothing =
                afterCall("{\"type\":\"tool_result\",\"tool_use_id\":\"a\"},{\"type\":\"text\",\"text\":\"Go on.\"}");
        assertTrue(text(message(with(claude("x"), nothing)))
                .contains("to “Go on.”. It was given 0 characters of reasoning. The tool weather said: nothing "));
    }

    @Test
    void callsNoToolAgainWhenItHasItsResult() throws Exception {
        String blocks = afterCall(result("a", "\"rain\"") + ",{\"type\":\"text\",\"text\":\"call the tool weather\"}");

        JsonObject message = message(with(with(claude("x"), blocks), "{\"tools\":[" + tool("weather") + "]}"));

        assertEquals("end_turn", message.getString("stop_reason"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, weather, false",
        "1, 'clock weather', false",
        "1, 'clock weather', true",
        "2, clock, false",
        "3, '', false",
        "3, '', true"
    })
    void callsOneToolAfterTheOther(int steps, String called, boolean reminded) throws Exception {
        String reminder = reminded ? ",{\"type\":\"text\",\"text\":\"<reminder>Be brief.</reminder>\"}" : "";
        JsonArray messages = new JsonArray()
                .add(new JsonObject()
                        .put("role", "user")
                        .put(
                                "content",
                                "call the tool weather, then call the tool clock and call the tool weather,"
                                        + " then call the tool clock"));
        for (int step = 0; step < steps; step++) {
            String id = "t" + step;
            messages.add(new JsonObject("{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"" + id
                    + "\",\"name\":\"weather\",\"input\":{}}]}"));
            messages.add(new JsonObject("{\"role\":\"user\",\"content\":[" + result(id, "\"rain\"") + reminder + "]}"));
        }
        JsonObject body = with(claude("x"), "{\"tools\":[" + tool("weather") + "," + tool("clock") + "]}")
                .put("messages", messages);

        List<String> names = new ArrayList<>();
        message(body).getJsonArray("content").forEach(block -> {
            if (block instanceof JsonObject call && "tool_use".equals(call.getString("type"))) {
                names.add(call.getString("name"));
            }
        });
        assertEquals(called, String.join(" ", names));

        messages.add(new JsonObject("{\"role\":\"assistant\",\"content\":\"Done.\"}"));
        messages.add(new JsonObject("{\"role\":\"user\",\"content\":\"call the tool clock\"}"));
        assertEquals("tool_use", message(body).getString("stop_reason"), "a new question begins anew");
    }

    @Test
    void writesAnInstanceOfASchema() throws Exception {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"degrees\":{\"type\":\"integer\"}}}";

        JsonObject formatted = message(with(
                claude("x"), "{\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" + schema + "}}}"));
        assertEquals(new JsonObject("{\"city\":\"simulated\",\"degrees\":1}"), new JsonObject(text(formatted)));
        JsonObject asked =
                message(claude("x. Answer with one JSON object that follows " + schema + " and nothing else"));
        assertEquals(new JsonObject("{\"city\":\"simulated\",\"degrees\":1}"), new JsonObject(text(asked)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Answer with one JSON object.",
                "Answer with one JSON object {city}.",
                "Answer with one JSON {\"a\": "
            })
    void writesAnObjectThatIsAskedForInWords(String text) throws Exception {
        JsonObject answer = new JsonObject(text(message(claude(text))));

        assertTrue(answer.getBoolean("simulated"));
    }

    @Test
    void endsAtTheFirstStopSequence() throws Exception {
        JsonObject message =
                message(with(claude("Hi"), "{\"stop_sequences\":[\"characters\",\"answer\",\"never there\"]}"));

        assertEquals("stop_sequence", message.getString("stop_reason"));
        assertEquals("answer", message.getString("stop_sequence"));
        assertEquals("This is a simulated ", text(message));
        assertEquals(4, message.getJsonObject("usage").getInteger("output_tokens"));
        assertEquals(
                "end_turn",
                message(with(claude("Hi"), "{\"stop_sequences\":[\"never there\"]}"))
                        .getString("stop_reason"));
    }

    @ParameterizedTest
    @CsvSource({"1, max_tokens", "30, max_tokens", "59, max_tokens", "60, end_turn", "61, end_turn"})
    void endsAtMaxTokens(int maxTokens, String reason) throws Exception {
        JsonObject message = message(claude("Hi").put("max_tokens", maxTokens));

        assertEquals(reason, message.getString("stop_reason"));
        assertEquals(Math.min(60, maxTokens), message.getJsonObject("usage").getInteger("output_tokens"));
    }

    @Test
    void endsBetweenTwoBlocks() throws Exception {
        JsonObject body = with(claude("call the tool w"), "{\"tools\":[" + tool("w") + "],\"max_tokens\":9}");

        JsonArray content = message(body).getJsonArray("content");
        assertEquals(
                "This is a simulated answer. It calls a tool.",
                content.getJsonObject(0).getString("text"));
        assertEquals(1, content.size());
        assertEquals("max_tokens", message(body).getString("stop_reason"));
        JsonArray cut = message(body.put("max_tokens", 11)).getJsonArray("content");
        assertEquals(new JsonObject(), cut.getJsonObject(1).getJsonObject("input"), "arguments that were cut are none");
    }

    @Test
    void endsWhereItsWindowEnds() throws Exception {
        JsonObject body = claude("x".repeat(799_800));
        JsonObject message = message(body);

        assertEquals("model_context_window_exceeded", message.getString("stop_reason"));
        JsonObject usage = message.getJsonObject("usage");
        assertEquals(200_000, usage.getInteger("input_tokens") + usage.getInteger("output_tokens"));
    }

    @Test
    void refusesAndSaysNothingWhenItIsTold() throws Exception {
        JsonObject refusal = message(claude("[[sim:claude.refusal]]Hi"));
        assertEquals("refusal", refusal.getString("stop_reason"));
        assertTrue(refusal.getJsonArray("content").isEmpty());
        assertEquals(
                "This is a simulated refusal.",
                refusal.getJsonObject("stop_details").getString("explanation"));

        JsonObject empty = message(claude("[[sim:claude.empty]]Hi"));
        assertEquals("end_turn", empty.getString("stop_reason"));
        assertTrue(empty.getJsonArray("content").isEmpty());
    }

    @Test
    void thinksWhereItIsAskedToOrNotToldNotTo() throws Exception {
        JsonObject asked = message(with(claude("Hi"), "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}"));
        JsonObject thinking = asked.getJsonArray("content").getJsonObject(0);
        assertEquals("This is simulated thinking of Claude's own. ", thinking.getString("thinking"));
        assertFalse(thinking.getString("signature").isEmpty());

        JsonObject sonnet = claude("Hi").put("model", "claude-sonnet-5-5");
        assertEquals(
                "thinking",
                message(sonnet).getJsonArray("content").getJsonObject(0).getString("type"));
        for (String type : List.of("disabled", "between_tools")) {
            JsonObject not = with(sonnet, "{\"thinking\":{\"type\":\"" + type + "\"}}");
            assertEquals(
                    "text",
                    message(not).getJsonArray("content").getJsonObject(0).getString("type"));
        }
    }

    /// What stands before the last breakpoint is written to the cache, or read from it.
    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5-20250929, 8000, true",
        "claude-sonnet-4-5-20250929, 2000, false",
        "claude-haiku-4-5-20251001, 8000, false",
        "claude-haiku-4-5-20251001, 20000, true",
        "claude-3-5-haiku-20241022, 8400, true"
    })
    void cachesALongPrefix(String model, int characters, boolean cached) throws Exception {
        JsonObject body = with(
                claude("And now?").put("model", model),
                "{\"system\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(characters)
                        + "\",\"cache_control\":{\"type\":\"ephemeral\"}},{\"type\":\"text\",\"text\":\"b\"}]}");
        JsonObject usage = message(body).getJsonObject("usage");

        long written = usage.getLong("cache_creation_input_tokens");
        assertEquals(cached, written > 0);
        assertEquals(written, usage.getJsonObject("cache_creation").getLong("ephemeral_5m_input_tokens"));
        assertEquals(0, usage.getInteger("cache_read_input_tokens"));
        assertEquals(counted(body), usage.getLong("input_tokens") + written);
    }

    @Test
    void readsTheMarkedPrefixFromItsCache() throws Exception {
        JsonObject body = with(
                claude("x"),
                user(
                        "{\"type\":\"text\",\"text\":\"" + "x".repeat(8_000)
                                + "\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}},{\"type\":\"text\",\"text\":\"[[sim:claude.cached]]\"}"));
        JsonObject read = message(body).getJsonObject("usage");
        assertTrue(read.getInteger("cache_read_input_tokens") > 2_000);
        assertEquals(0, read.getInteger("cache_creation_input_tokens"));

        JsonObject written = message(new JsonObject(body.encode().replace("claude.cached", "claude.tokens=5")))
                .getJsonObject("usage");
        assertEquals(0, written.getInteger("cache_read_input_tokens"));
        assertEquals(
                written.getInteger("cache_creation_input_tokens"),
                written.getJsonObject("cache_creation").getInteger("ephemeral_1h_input_tokens"));
    }

    @Test
    void cachesToolsAndTheWholePromptToo() throws Exception {
        String long_ = "x".repeat(8_000);
        String tools = "{\"tools\":[{\"name\":\"w\",\"description\":\"" + long_
                + "\",\"input_schema\":{\"type\":\"object\"},\"cache_control\":{\"type\":\"ephemeral\"}}]}";
        assertTrue(message(with(claude("Hi"), tools)).getJsonObject("usage").getInteger("cache_creation_input_tokens")
                > 2_000);

        JsonObject all =
                message(with(claude(long_), "{\"system\":\"Be brief.\",\"cache_control\":{\"type\":\"ephemeral\"}}"));
        assertTrue(all.getJsonObject("usage").getInteger("input_tokens") < 50);
    }

    @Test
    void countsAsManyTokensAsItReportsLater() throws Exception {
        JsonObject body = with(claude("How many?"), "{\"system\":\"Be brief.\",\"tools\":[" + tool("w") + "]}");

        assertEquals(counted(body), message(body).getJsonObject("usage").getLong("input_tokens"));
        assertTrue(counted(body) > counted(claude("How many?")));
    }

    @Test
    void countsAPictureByWhatItShowsAndNotByItsBytes() throws Exception {
        JsonObject body = with(
                claude("x"),
                user("{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\""
                        + "A".repeat(100_000) + "\"}}"));

        assertTrue(counted(body) > 1_500 && counted(body) < 1_600, "" + counted(body));
    }

    private static long counted(JsonObject body) throws Exception {
        JsonObject asked = body.copy();
        asked.remove("max_tokens");
        return HOST.post(COUNT, asked).json().getLong("input_tokens");
    }

    @Test
    void listsItsModels() throws Exception {
        JsonObject list = HOST.get("/anthropic/v1/models", SimulatedHost.headersOf(CLAUDE))
                .json();

        assertEquals(18, list.getJsonArray("data").size());
        assertFalse(list.getBoolean("has_more"));
        JsonObject haiku = HOST.get("/anthropic/v1/models/claude-haiku-4-5-20251001", SimulatedHost.headersOf(CLAUDE))
                .json();
        assertEquals(64_000, haiku.getInteger("max_tokens"));
        assertEquals(200_000, haiku.getInteger("max_input_tokens"));
        Answer none = HOST.get("/anthropic/v1/models/none", SimulatedHost.headersOf(CLAUDE));
        assertEquals(404, none.status());
        assertEquals("model: none", none.message());
        assertEquals(401, HOST.get("/anthropic/v1/models").status());
    }

    private static JsonObject message(JsonObject body) throws Exception {
        Answer answer = HOST.post(CLAUDE, body);
        assertEquals(200, answer.status(), () -> answer.body());
        return answer.json();
    }

    private static String text(JsonObject message) {
        return message.getJsonArray("content").getJsonObject(0).getString("text");
    }

    /// A stream added up by the rules of the Messages API.
    private static JsonObject added(Answer stream) {
        JsonObject message = new JsonObject();
        JsonArray content = new JsonArray();
        StringBuilder text = new StringBuilder();
        for (JsonObject event : stream.data()) {
            switch (event.getString("type")) {
                case "message_start" -> message = event.getJsonObject("message").put("content", content);
                case "content_block_start" -> {
                    assertEquals(content.size(), event.getInteger("index"));
                    content.add(event.getJsonObject("content_block"));
                    text.setLength(0);
                }
                case "content_block_delta" ->
                    delta(content.getJsonObject(event.getInteger("index")), event.getJsonObject("delta"), text);
                case "content_block_stop" -> stopped(content.getJsonObject(event.getInteger("index")), text.toString());
                case "message_delta" ->
                    message.mergeIn(event.getJsonObject("delta")).put("usage", event.getJsonObject("usage"));
                default -> assertTrue(List.of("ping", "message_stop").contains(event.getString("type")));
            }
        }
        return message;
    }

    private static void delta(JsonObject block, JsonObject delta, StringBuilder text) {
        switch (delta.getString("type")) {
            case "text_delta" -> text.append(delta.getString("text"));
            case "thinking_delta" -> text.append(delta.getString("thinking"));
            case "input_json_delta" -> text.append(delta.getString("partial_json"));
            case "signature_delta" -> block.put("signature", delta.getString("signature"));
            case "citations_delta" -> block.getJsonArray("citations").add(delta.getJsonObject("citation"));
            default -> throw new AssertionError(delta.encode());
        }
    }

    private static void stopped(JsonObject block, String text) {
        switch (block.getString("type")) {
            case "thinking" -> block.put("thinking", text);
            case "tool_use" -> block.put("input", new JsonObject(text));
            default -> {
                block.put("text", text);
                if (!block.containsKey("citations")) {
                    block.putNull("citations");
                }
            }
        }
    }
}
