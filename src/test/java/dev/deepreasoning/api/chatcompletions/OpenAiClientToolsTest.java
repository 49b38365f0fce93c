package dev.deepreasoning.api.chatcompletions;

import static dev.deepreasoning.api.chatcompletions.OpenAiClients.ask;
import static dev.deepreasoning.api.chatcompletions.OpenAiClients.message;
import static dev.deepreasoning.api.chatcompletions.OpenAiClients.streamed;
import static dev.deepreasoning.api.chatcompletions.OpenAiClients.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.chat.completions.StructuredChatCompletion;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import dev.deepreasoning.api.chatcompletions.OpenAiClients.Answered;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tools and structured output as users of OpenAI's official Java client write them: as classes.
@QuarkusTest
@TestProfile(OpenAiClients.Keyed.class)
class OpenAiClientToolsTest {
    private static final String TWO_CALLS = "call the tool weather with {\"city\":\"Köln\"} and call the tool clock";

    @TestHTTPResource("/")
    URI gateway;

    private OpenAIClient client;

    @JsonTypeName("weather")
    @JsonClassDescription("The weather in a city")
    static class Weather {
        public String city;
    }

    @JsonTypeName("clock")
    @JsonClassDescription("The time")
    static class Clock {
        public boolean seconds;
    }

    static class Person {
        public String name;
        public int age;
        public List<String> tags;
        public Address home;
    }

    static class Address {
        public String street;
        public Kind kind;
    }

    enum Kind {
        HOUSE,
        FLAT
    }

    @BeforeEach
    void open() {
        client = OpenAiClients.client(gateway);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static ChatCompletionCreateParams.Builder withTools(String text) {
        return ask(text).addTool(Weather.class).addTool(Clock.class);
    }

    private ChatCompletion answer(ChatCompletionCreateParams params, boolean stream) {
        return stream ? streamed(client, params) : whole(client, params);
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion answer) {
        return message(answer).toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void parallelCallsGoRoundWithTheirResults(boolean stream) {
        ChatCompletion first = answer(withTools(TWO_CALLS).build(), stream);
        assertEquals(FinishReason.TOOL_CALLS, first.choices().getFirst().finishReason());
        List<ChatCompletionMessageFunctionToolCall> calls = calls(first);
        assertEquals(
                List.of("weather", "clock"),
                calls.stream().map(call -> call.function().name()).toList());
        assertEquals("Köln", calls.getFirst().function().arguments(Weather.class).city);
        assertNotNull(calls.getLast().function().arguments(Clock.class));
        assertFalse(calls.getFirst().id().equals(calls.getLast().id()));

        ChatCompletionMessage said = message(first);
        ChatCompletionCreateParams next = withTools(TWO_CALLS)
                .addMessage(said)
                // In the other order than they were called.
                .addMessage(result(calls.getLast(), "noon"))
                .addMessage(result(calls.getFirst(), "rain: 7 °C"))
                .build();
        ChatCompletion second = answer(next, stream);
        String content = message(second).content().orElseThrow();
        assertTrue(content.contains("The tool weather said: rain: 7 °C"), content);
        assertTrue(content.contains("The tool clock said: noon"), content);
        assertEquals(FinishReason.STOP, second.choices().getFirst().finishReason());
    }

    private static ChatCompletionToolMessageParam result(ChatCompletionMessageFunctionToolCall call, String text) {
        return ChatCompletionToolMessageParam.builder()
                .toolCallId(call.id())
                .content(text)
                .build();
    }

    @Test
    void theTurnAfterToolResultsIsNotReasonedAbout() {
        ChatCompletion first = answer(withTools(TWO_CALLS).build(), false);
        ChatCompletionCreateParams.Builder next = withTools(TWO_CALLS).addMessage(message(first));
        calls(first).forEach(call -> next.addMessage(result(call, "done")));
        Answered response = OpenAiClients.answered(client, next.build());
        assertEquals(List.of("off"), response.header("x-deepreasoning-reasoning"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneCallAtATimeWhereParallelOnesAreNotWanted(boolean stream) {
        ChatCompletion answer =
                answer(withTools(TWO_CALLS).parallelToolCalls(false).build(), stream);
        assertEquals(1, calls(answer).size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void toolChoiceForcesNamesAndForbids(boolean stream) {
        ChatCompletion named = answer(
                withTools("The weather?")
                        .toolChoice(ChatCompletionNamedToolChoice.builder()
                                .function(ChatCompletionNamedToolChoice.Function.builder()
                                        .name("weather")
                                        .build())
                                .build())
                        .build(),
                stream);
        assertNotNull(calls(named).getFirst().function().arguments(Weather.class).city);
        ChatCompletion any = answer(
                withTools("Anything?")
                        .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                        .build(),
                stream);
        assertEquals(1, calls(any).size());
        ChatCompletion none = answer(
                withTools(TWO_CALLS)
                        .toolChoice(ChatCompletionToolChoiceOption.Auto.NONE)
                        .build(),
                stream);
        assertEquals(List.of(), message(none).toolCalls().orElse(List.of()));
        assertEquals(FinishReason.STOP, none.choices().getFirst().finishReason());
    }

    @Test
    void structuredOutputIsAnInstanceOfTheClass() {
        StructuredChatCompletionCreateParams<Person> params =
                ask("Who?").responseFormat(Person.class).build();
        StructuredChatCompletion<Person> whole = client.chat().completions().create(params);
        Person person = whole.choices().getFirst().message().content().orElseThrow();
        assertNotNull(person.name);
        assertNotNull(person.tags);
        assertNotNull(person.home.street);
        assertNotNull(person.home.kind);

        StructuredChatCompletion<Person> sum =
                OpenAiClients.add(client, params.rawParams()).chatCompletion(Person.class);
        Person streamed = sum.choices().getFirst().message().content().orElseThrow();
        assertEquals(person.name, streamed.name);
        assertEquals(person.age, streamed.age);
        assertEquals(person.tags, streamed.tags);
        assertEquals(person.home.kind, streamed.home.kind);
    }
}
