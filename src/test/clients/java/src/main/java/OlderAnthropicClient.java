import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolUseBlock;
import java.util.List;
import java.util.Map;

/// The essential calls of Anthropic's older Java client against the gateway at `GATEWAY`; ends with 1 where one fails.
public final class OlderAnthropicClient {
    private static final AnthropicClient CLIENT = AnthropicOkHttpClient.builder()
            .baseUrl(System.getenv("GATEWAY"))
            .apiKey("unused")
            .maxRetries(0)
            .build();

    private OlderAnthropicClient() {}

    public static void main(String[] arguments) {
        Message whole = CLIENT.messages().create(ask("What is a fold?").build()).validate();
        require(text(whole).startsWith("This is a simulated answer"), text(whole));
        Message shown = streamed(ask("What is a fold?").enabledThinking(1_024).build());
        require(shown.content().getFirst().asThinking().thinking().startsWith("This is simulated reasoning."), shown);
        require(shown.stopReason().orElseThrow().equals(StopReason.END_TURN), shown);
        Message calls = streamed(ask("call the tool weather with {\"city\":\"Bonn\"}")
                .addTool(Tool.builder()
                        .name("weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                        .build())
                .build());
        List<ToolUseBlock> uses = calls.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
        require(uses.size() == 1 && uses.getFirst()._input().convert(Map.class).equals(Map.of("city", "Bonn")), calls);
        try {
            CLIENT.messages().create(ask("x").model("gpt-none").build());
            throw new AssertionError("an unknown model was served");
        } catch (NotFoundException expected) {
            require(expected.statusCode() == 404, expected);
        }
        try {
            Message ignored = streamed(ask("x [[sim:claude.error-after=3]]").build());
            throw new AssertionError("a broken stream was whole: " + ignored);
        } catch (AnthropicServiceException expected) {
            System.out.println("anthropic-java 2: five calls work");
        }
        CLIENT.close();
    }

    private static MessageCreateParams.Builder ask(String text) {
        return MessageCreateParams.builder().model("deepreasoning").maxTokens(2_000).addUserMessage(text);
    }

    private static Message streamed(MessageCreateParams params) {
        MessageAccumulator sum = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = CLIENT.messages().createStreaming(params)) {
            stream.stream().forEach(event -> sum.accumulate(event.validate()));
        }
        return sum.message().validate();
    }

    private static String text(Message message) {
        StringBuilder text = new StringBuilder();
        message.content().forEach(block -> block.text().ifPresent(part -> text.append(part.text())));
        return text.toString();
    }

    private static void require(boolean holds, Object seen) {
        if (!holds) {
            throw new AssertionError(String.valueOf(seen));
        }
    }
}
