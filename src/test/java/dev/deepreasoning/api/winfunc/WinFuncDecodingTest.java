package dev.deepreasoning.api.winfunc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests as the original program took them; `'` stands for `"`.
class WinFuncDecodingTest {
    private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";

    private static WinFuncRequest decode(String body) {
        return WinFuncRequestDecoder.decode(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static CanonicalRequest with(String members) {
        return decode("{" + HI + (members.isEmpty() ? "" : "," + members) + "}").canonical();
    }

    @Test
    void aBareRequestHasTheOriginalsDefaults() {
        CanonicalRequest request = with("");
        assertEquals("deepreasoning", request.model());
        assertNull(request.anthropicModel());
        assertEquals(List.of(Message.of(Role.USER, "Hi")), request.messages());
        assertEquals(8_192, request.reasoning().maxTokens());
        assertNull(request.maxTokens());
        assertFalse(request.stream());
        assertFalse(decode("{" + HI + "}").verbose());
        assertTrue(decode("{" + HI + ",'verbose':true}").verbose());
        assertTrue(with("'stream':true").stream());
    }

    @Test
    void aSystemPromptStandsAtTheRootOrAmongTheMessages() {
        List<Message> expected = List.of(Message.of(Role.SYSTEM, "Be brief."), Message.of(Role.USER, "Hi"));
        assertEquals(expected, with("'system':'Be brief.'").messages());
        assertEquals(
                expected,
                decode("{'messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'Hi'}]}")
                        .canonical()
                        .messages());
        GatewayException both = assertThrows(
                GatewayException.class,
                () -> decode(
                        "{'system':'a','messages':[{'role':'system','content':'b'},{'role':'user','content':'c'}]}"));
        assertEquals("invalid_system_prompt", both.code());
        assertEquals(ErrorKind.INVALID_REQUEST, both.kind());
    }

    @Test
    void blocksOfTextAreOneText() {
        assertEquals(
                List.of(Message.of(Role.USER, "ab")),
                decode(
                                "{'messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]}")
                        .canonical()
                        .messages());
    }

    @Test
    void aLastMessageOfTheAssistantIsContinued() {
        CanonicalRequest request = decode(
                        "{'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'It is '}]}")
                .canonical();
        assertTrue(request.prefill());
        assertEquals(Message.of(Role.ASSISTANT, "It is"), request.messages().getLast());
        assertFalse(decode("{'messages':[{'role':'user','content':'a'},{'role':'assistant','content':' '}]}")
                .canonical()
                .prefill());
    }

    @Test
    void whatIsKnownOfClaudesBodyIsUnderstoodAndTheRestGoesOn() {
        CanonicalRequest request = with(
                "'anthropic_config':{'headers':{'anthropic-beta':'x'},'body':{"
                        + "'model':'claude-opus-4-1-20250805','max_tokens':77,'temperature':0.5,'top_p':0.8,'top_k':4,"
                        + "'stop_sequences':['END',''],'stream':false,'messages':[],'system':'no','metadata':{'user_id':'u'}}}");
        assertEquals("claude-opus-4-1-20250805", request.anthropicModel());
        assertEquals(77, request.maxTokens());
        assertEquals(0.5, request.sampling().temperature());
        assertEquals(0.8, request.sampling().topP());
        assertEquals(4, request.sampling().topK());
        assertEquals(List.of("END"), request.stopSequences());
        assertEquals(Map.of("anthropic-beta", "x"), request.answererOverrides().headers());
        assertEquals(
                Map.of("metadata", new JsonText("{\"user_id\":\"u\"}")),
                request.answererOverrides().body());
    }

    @Test
    void theReasonersBodyGoesOnButItsBound() {
        CanonicalRequest request = with("'deepseek_config':{'headers':{'X-Title':'t'},'body':{"
                + "'model':'deepseek-chat','max_tokens':99,'seed':7,'stream':false,'messages':[]}}");
        assertEquals(99, request.reasoning().maxTokens());
        assertEquals(Map.of("x-title", "t"), request.reasonerOverrides().headers());
        assertEquals(
                Map.of("model", new JsonText("\"deepseek-chat\""), "seed", new JsonText("7")),
                request.reasonerOverrides().body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host", "Content-Length", "transfer-encoding", "Connection", "AUTHORIZATION", "x-api-key", "cookie",
                "proxy-authorization", "Proxy-Connection", "forwarded", "X-Forwarded-For", "upgrade", "api-key",
                        "bad name"
            })
    void headersThatCarryKeysOrAreAnotherHopsAreRefused(String name) {
        for (String config : List.of("deepseek_config", "anthropic_config")) {
            GatewayException refusal = assertThrows(
                    GatewayException.class, () -> with("'" + config + "':{'headers':{'" + name + "':'v'}}"));
            assertEquals(ErrorKind.INVALID_REQUEST, refusal.kind());
            assertEquals(config + ".headers." + name, refusal.param());
        }
    }

    @Test
    void aHeadersValueHoldsNoLineEnd() {
        assertThrows(
                GatewayException.class, () -> with("'anthropic_config':{'headers':{'x-a':'b\\r\\nx-api-key: c'}}"));
        assertEquals(
                Map.of(),
                with("'anthropic_config':{'headers':{'x-a':null}}")
                        .answererOverrides()
                        .headers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | messages",
                "{'messages':[]} | messages",
                "{'messages':'Hi'} | messages",
                "{'messages':[{'role':'tool','content':'x'}]} | messages[0].role",
                "{'messages':[{'role':'user'}]} | messages[0].content",
                "{'messages':[{'role':'user','content':[{'type':'image'}]}]} | messages[0].content[0].type",
                "{'messages':[{'role':'system','content':'x'}]} | messages",
                "{'messages':[{'role':'user','content':'x'}],'deepseek_config':1} | deepseek_config",
                "{'messages':[{'role':'user','content':'x'}],'anthropic_config':{'body':{'max_tokens':0}}}"
                        + "| anthropic_config.body.max_tokens"
            })
    void whatIsWrongIsNamed(String body, String param) {
        GatewayException refusal = assertThrows(GatewayException.class, () -> decode(body));
        assertEquals(ErrorKind.INVALID_REQUEST, refusal.kind());
        assertEquals(param, refusal.param());
    }
}
