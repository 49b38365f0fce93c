package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/// Everything that goes out in OpenAI's dialects, held against OpenAI's own public description. What goes out is what the
/// golden files say; other tests hold the encoders against those.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiSchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOCUMENT = "https://openai.example/openapi.json";
    private static final int LARGEST = 64 * 1024 * 1024;

    /// Events that OpenAI sends and its description leaves out.
    private static final Set<String> UNDESCRIBED = Set.of("keepalive");

    private final Map<String, JsonSchema> schemas = new HashMap<>();
    private final Map<String, String> events = new HashMap<>();
    private JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    @BeforeAll
    void readTheDescription() throws IOException {
        Path file = Path.of(System.getProperty("specs", "../shared/specs"), "openai-openapi.yaml");
        if (!Files.isReadable(file)) {
            String sentence = "OpenAI's description is not here (-Dspecs=<dir>): " + file;
            if (Boolean.getBoolean("ci") || System.getenv("CI") != null) {
                fail(sentence);
            }
            Assumptions.abort(sentence);
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        JsonNode document = JSON.valueToTree(new Yaml(options).load(Files.readString(file)));
        factory = JsonSchemaFactory.getInstance(
                VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(DOCUMENT, document.toString()))));
        document.at("/components/schemas").properties().forEach(schema -> {
            JsonNode type = schema.getValue().at("/properties/type/enum");
            if (type.size() == 1
                    && schema.getKey().startsWith("Response")
                    && schema.getKey().endsWith("Event")) {
                events.put(type.get(0).asText(), schema.getKey());
            }
        });
    }

    private List<String> faults(String schema, JsonNode value) {
        return schemas
                .computeIfAbsent(
                        schema, name -> factory.getSchema(SchemaLocation.of(DOCUMENT + "#/components/schemas/" + name)))
                .validate(value)
                .stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    static List<Path> chats() {
        return golden("chatcompletions");
    }

    static List<Path> responses() {
        return golden("responses");
    }

    private static List<Path> golden(String dialect) {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "golden", dialect))) {
            List<Path> all = files.sorted().toList();
            assertTrue(all.size() > 20);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> values(Path file) throws IOException {
        String text = Files.readString(file);
        List<JsonNode> values = new ArrayList<>();
        if (file.toString().endsWith(".json")) {
            values.add(JSON.readTree(text));
        } else {
            for (String line : text.split("\n", -1)) {
                if (line.startsWith("data: {")) {
                    values.add(JSON.readTree(line.substring("data: ".length())));
                }
            }
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("chats")
    void chatCompletionsAreAsDescribed(Path file) throws IOException {
        for (JsonNode value : values(file)) {
            String schema = value.has("error")
                    ? "ErrorResponse"
                    : value.path("object").asText().endsWith("chunk")
                            ? "CreateChatCompletionStreamResponse"
                            : "CreateChatCompletionResponse";
            assertEquals(List.of(), faults(schema, value), () -> schema);
        }
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responsesAreAsDescribed(Path file) throws IOException {
        for (JsonNode value : values(file)) {
            String type = value.path("type").asText();
            String schema = value.has("error") && !value.has("object")
                    ? "ErrorResponse"
                    : type.isEmpty() ? "Response" : events.getOrDefault(type, "");
            if (!UNDESCRIBED.contains(type)) {
                assertTrue(!schema.isEmpty(), "no event of OpenAI's: " + type);
                assertEquals(List.of(), faults(schema, value), () -> schema);
            }
        }
    }

    @Test
    void aWrongAnswerWouldBeFound() throws IOException {
        JsonNode answer = JSON.readTree("{\"id\":1,\"object\":\"chat.completion\",\"choices\":[{}]}");
        assertTrue(faults("CreateChatCompletionResponse", answer).size() > 3);
        JsonNode event = JSON.readTree("{\"type\":\"response.output_text.delta\",\"delta\":1}");
        assertTrue(faults(events.get("response.output_text.delta"), event).size() > 2);
        assertTrue(new TreeSet<>(events.keySet()).contains("response.completed"));
    }
}
