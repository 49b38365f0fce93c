package dev.deepreasoning.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Structured output and tool arguments follow whatever schema a caller brings.
class SchemaInstanceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"string\"} | \"simulated\"",
                "{} | \"simulated\"",
                "{\"type\":\"string\",\"maxLength\":3} | \"sim\"",
                "{\"type\":\"string\",\"minLength\":12} | \"simulated simulated\"",
                "{\"type\":\"string\",\"minLength\":10} | \"simulated.\"",
                "{\"type\":\"string\",\"format\":\"date\"} | \"2026-01-01\"",
                "{\"type\":\"string\",\"format\":\"date-time\"} | \"2026-01-01T00:00:00Z\"",
                "{\"type\":\"string\",\"format\":\"time\"} | \"00:00:00Z\"",
                "{\"type\":\"string\",\"format\":\"email\"} | \"simulated@example.com\"",
                "{\"type\":\"string\",\"format\":\"uri\"} | \"https://example.com/simulated\"",
                "{\"type\":\"string\",\"format\":\"uuid\"} | \"00000000-0000-4000-8000-000000000000\"",
                "{\"type\":\"integer\"} | 1",
                "{\"type\":\"integer\",\"minimum\":2.5} | 3",
                "{\"type\":\"integer\",\"maximum\":-4} | -4",
                "{\"type\":\"integer\",\"exclusiveMinimum\":4} | 5",
                "{\"type\":\"integer\",\"exclusiveMaximum\":0} | -1",
                "{\"type\":\"number\"} | 1.5",
                "{\"type\":\"number\",\"minimum\":7,\"maximum\":7} | 7.0",
                "{\"type\":\"boolean\"} | true",
                "{\"type\":\"null\"} | null",
                "{\"type\":[\"null\",\"boolean\"]} | true",
                "{\"type\":[\"null\"]} | null",
                "{\"const\":\"a\"} | \"a\"",
                "{\"enum\":[\"b\",\"c\"]} | \"b\"",
                "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"boolean\"}]} | true",
                "{\"oneOf\":[{\"type\":\"null\"}]} | null",
                "{\"allOf\":[{\"properties\":{\"a\":{\"const\":1}}},{\"properties\":{\"b\":{\"const\":2}}},{\"const\":3}]}"
                        + " | {\"a\":1,\"b\":2}",
                "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"}} | [true]",
                "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"minItems\":2} | [true,true]",
                "{\"type\":\"array\"} | []",
                "{\"type\":\"object\"} | {}",
                "{\"type\":\"object\",\"required\":[\"a\"]} | {\"a\":\"simulated\"}",
                "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}},\"$defs\":{\"a\":{\"const\":5}}} | {\"a\":5}",
            })
    void followsTheSchema(String schema, String instance) {
        Object value = SchemaInstance.of(new JsonObject(schema));

        assertEquals(instance, ClaudeAnswer.json(value).text());
    }

    @Test
    void aSchemaThatRefersToItselfComesToAnEnd() {
        JsonObject tree = new JsonObject("{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
                + "\"next\":{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]},"
                + "\"list\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}},"
                + "\"loop\":{\"$ref\":\"#\"}},\"required\":[\"name\",\"next\"]}");

        JsonObject value = (JsonObject) SchemaInstance.of(tree);

        JsonObject deepest = value;
        int depth = 0;
        while (deepest.getValue("next") instanceof JsonObject next) {
            assertEquals("simulated", next.getString("name"));
            deepest = next;
            depth++;
        }
        assertTrue(deepest.containsKey("next") && deepest.getValue("next") == null);
        assertTrue(depth > 0 && depth < 9);
        assertEquals(1, value.getJsonArray("list").size());
        assertEquals(
                new JsonArray(),
                value.getJsonArray("list")
                        .getJsonObject(0)
                        .getJsonObject("next")
                        .getJsonArray("list", new JsonArray()));
    }
}
