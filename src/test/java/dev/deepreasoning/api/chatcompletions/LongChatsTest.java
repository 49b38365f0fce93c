package dev.deepreasoning.api.chatcompletions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.MediaSource.Inline;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Bodies of ten and thirty megabytes. The time is a guard: each takes well under a second, and would take minutes if
/// anything were done once per pair of pieces.
class LongChatsTest {
    private static final int TEN_MEGABYTES = 10_000_000;
    private static final int THIRTY_MEGABYTES = 30_000_000;
    private static final Duration GUARD = Duration.ofSeconds(60);

    /// In each piece, `#` stands for its number.
    enum Many {
        MESSAGES("", "{'role':'user','content':'x'},", "{'role':'user','content':'x'}]"),
        PARTS("{'role':'user','content':[", "{'type':'text','text':'x'},", "{'type':'text','text':'x'}]}]"),
        CALLS_AND_RESULTS(
                "",
                "{'role':'assistant','tool_calls':[{'id':'#','function':{'name':'f'}}]},"
                        + "{'role':'tool','tool_call_id':'#','content':'x'},",
                "{'role':'user','content':'x'}]"),
        CALLS_OF_ONE_ID(
                "",
                "{'role':'assistant','tool_calls':[{'id':'0','function':{'name':'f'}}]},"
                        + "{'role':'tool','tool_call_id':'0','content':'x'},",
                "{'role':'user','content':'x'}]"),
        TOOLS(
                "{'role':'user','content':'x'}],'tools':[",
                "{'type':'function','function':{'name':'f#','parameters':{'type':'object'}}},",
                "{'type':'function','function':{'name':'last'}}]");

        final String head;
        final String piece;
        final String tail;

        Many(String head, String piece, String tail) {
            this.head = Chats.quoted("{'model':'deepreasoning','messages':[" + head);
            this.piece = Chats.quoted(piece);
            this.tail = Chats.quoted(tail + "}");
        }

        byte[] body() {
            StringBuilder body = new StringBuilder(TEN_MEGABYTES + 1_000).append(head);
            for (int i = 0; body.length() < TEN_MEGABYTES; i++) {
                body.append(piece.replace("#", Integer.toString(i)));
            }
            return body.append(tail).toString().getBytes(UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsManyPiecesInTime(Many many) {
        byte[] body = many.body();
        CanonicalRequest request =
                assertTimeoutPreemptively(GUARD, () -> Chats.decode(body).canonical());
        int pieces = Math.max(
                Math.max(request.messages().size(), request.tools().size()),
                request.messages().getFirst().content().size());
        assertTrue(pieces > 50_000, "pieces: " + pieces);
    }

    /// One step with tens of thousands of parallel calls, answered from the last to the first.
    @Test
    void readsManyParallelResultsInTime() {
        int calls = 50_000;
        StringBuilder body = new StringBuilder("{'role':'user','content':'x'},{'role':'assistant','tool_calls':[");
        for (int i = 0; i < calls; i++) {
            body.append(i == 0 ? "" : ",").append("{'id':'c").append(i).append("','function':{'name':'f'}}");
        }
        body.append("]}");
        for (int i = calls - 1; i >= 0; i--) {
            body.append(",{'role':'tool','tool_call_id':'c").append(i).append("','content':'x'}");
        }
        String json = Chats.messages(body.toString());
        CanonicalRequest request = assertTimeoutPreemptively(GUARD, () -> Chats.canonical(json));
        assertEquals(3, request.messages().size());
        assertEquals(calls, request.messages().getLast().content().size());
    }

    @Test
    void readsAPictureOfThirtyMegabytes() {
        String data = "A".repeat(THIRTY_MEGABYTES);
        String json = Chats.messages("{'role':'user','content':[{'type':'image_url','image_url':"
                + "{'url':'data:image/png;base64," + data + "'}}]}");
        Image image = (Image) assertTimeoutPreemptively(GUARD, () -> Chats.canonical(json))
                .messages()
                .getFirst()
                .content()
                .getFirst();
        assertEquals(THIRTY_MEGABYTES, ((Inline) image.source()).data().length());
    }

    @Test
    void readsATextOfThirtyMegabytes() {
        String words = "\\u00e9é\\n".repeat(THIRTY_MEGABYTES / 10);
        String json = Chats.messages("{'role':'user','content':'" + words + "'}");
        Text text = (Text) assertTimeoutPreemptively(GUARD, () -> Chats.canonical(json))
                .messages()
                .getFirst()
                .content()
                .getFirst();
        assertEquals(THIRTY_MEGABYTES / 10 * 3, text.text().length());
    }

    @Test
    void refusesAnAlmostLegalPictureOfThirtyMegabytesInTime() {
        String json = Chats.messages("{'role':'user','content':[{'type':'image_url','image_url':'"
                + "data:image/png;base64," + "AAA ".repeat(THIRTY_MEGABYTES / 4) + "*'}]}");
        GatewayException refused =
                assertTimeoutPreemptively(GUARD, () -> assertThrows(GatewayException.class, () -> Chats.decode(json)));
        assertEquals("invalid_value @ messages[0].content[0].image_url", Chats.told(refused));
    }

    @Test
    void refusesThirtyMegabytesOfBracketsInTime() {
        byte[] body = ("{\"messages\":" + "[".repeat(THIRTY_MEGABYTES)).getBytes(UTF_8);
        GatewayException refused =
                assertTimeoutPreemptively(GUARD, () -> assertThrows(GatewayException.class, () -> Chats.decode(body)));
        assertEquals("invalid_json @ null", Chats.told(refused));
    }
}
