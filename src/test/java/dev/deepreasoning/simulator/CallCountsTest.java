package dev.deepreasoning.simulator;

import static dev.deepreasoning.simulator.SimulatedHost.CLAUDE;
import static dev.deepreasoning.simulator.SimulatedHost.R1;
import static dev.deepreasoning.simulator.SimulatedHost.claude;
import static dev.deepreasoning.simulator.SimulatedHost.r1;
import static dev.deepreasoning.simulator.SimulatedHost.streamed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CallCountsTest {
    @RegisterExtension
    static final SimulatedHost HOST = new SimulatedHost();

    private static JsonArray counted(String name) throws Exception {
        return HOST.get("/counts").json().getJsonArray(name);
    }

    @Test
    void callsAreCountedByTheNameThatTheyBring() throws Exception {
        HOST.post(R1, streamed(r1("Hi [[sim:count=both]]")));
        HOST.post(CLAUDE, streamed(claude("Hi [[sim:count=both]]")));
        HOST.post(R1, streamed(r1("Hi")));
        JsonArray calls = counted("both");
        assertEquals(2, calls.size());
        JsonObject reasoner = calls.getJsonObject(0);
        assertEquals("r1", reasoner.getString("upstream"));
        assertEquals(2, reasoner.getJsonArray("said").size(), "its reasoning, its own answer");
        assertTrue(reasoner.getJsonArray("said").getString(0).startsWith("This is simulated reasoning"));
        assertTrue(reasoner.getBoolean("whole"));
        assertEquals(
                40,
                reasoner.getJsonObject("reported")
                        .getJsonObject("completion_tokens_details")
                        .getInteger("reasoning_tokens"));
        JsonObject answer = calls.getJsonObject(1);
        assertEquals(60, answer.getJsonObject("reported").getInteger("output_tokens"));
        assertTrue(answer.getJsonArray("said").getString(0).startsWith("This is a simulated answer"));
    }

    @Test
    void whatWasCutIsCountedAsFarAsItCame() throws Exception {
        HOST.post(CLAUDE, streamed(claude("Hi [[sim:count=cut,error-after=2]]")));
        JsonObject call = counted("cut").getJsonObject(0);
        assertEquals(
                "This is a simulated answer to “Hi”. It ",
                call.getJsonArray("said").getString(0));
        HOST.carry(CLAUDE, streamed(claude("Hi [[sim:count=cut,cut-after=1]]")));
        JsonObject second = counted("cut").getJsonObject(1);
        assertEquals("This is a simulated ", second.getJsonArray("said").getString(0));
        assertFalse(second.getBoolean("whole"));
    }

    @Test
    void whoAsksForANameIsToldWhenEachPartWasSaid() throws Exception {
        HOST.post(R1, streamed(r1("Hi [[sim:count=timed,r1.reasoning-tokens=200,tokens-per-event=2]]")));
        HOST.post(R1, streamed(r1("Hi [[sim:count=other]]")));
        JsonObject counts = HOST.get("/counts?name=timed").json();
        assertEquals(Set.of("timed"), counts.fieldNames());
        JsonObject call = counts.getJsonArray("timed").getJsonObject(0);
        StringBuilder[] texts = {new StringBuilder(), new StringBuilder()};
        int last = 0;
        for (Object each : call.getJsonArray("parts")) {
            JsonObject part = (JsonObject) each;
            texts[part.getInteger("text")].append(part.getString("words"));
            assertTrue(part.getInteger("after") >= last);
            last = part.getInteger("after");
        }
        assertEquals(call.getJsonArray("said").getString(0), texts[0].toString());
        assertEquals(call.getJsonArray("said").getString(1), texts[1].toString());
        assertEquals(
                0, HOST.get("/counts?name=nobody").json().getJsonArray("nobody").size());
    }

    @Test
    void theOldestNamesAreForgotten() {
        CallCounts counts = new CallCounts(2);
        for (String name : List.of("first", "second", "third")) {
            counts.add(name, new CountedCall("r1", new JsonObject(), List.of(), 1));
        }
        assertEquals(Set.of("second", "third"), new JsonObject(counts.state()).fieldNames());
    }
}
