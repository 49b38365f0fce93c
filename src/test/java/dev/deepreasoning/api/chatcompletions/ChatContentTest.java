package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The parts of a message.
class ChatContentTest {
    private static final JsonText EPHEMERAL = new JsonText("{\"type\":\"ephemeral\"}");
    private static final String CACHED = ",'cache_control':{'type':'ephemeral'}";
    private static final String AT = "messages[0].content[0]";

    private static List<ContentPart> read(String content) {
        return Chats.canonical(Chats.messages("{'role':'user','content':" + content + "}"))
                .messages()
                .getFirst()
                .content();
    }

    private static Document pdf(String data, String title) {
        return new Document(new MediaSource.Inline("application/pdf", data), title, null, null, null);
    }

    /// @param name what is shown
    private record Part(String name, String json, ContentPart expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Part> reads() {
        MediaSource png = new MediaSource.Inline("image/png", "iVBORw0=");
        return Stream.of(
                new Part("TEXT", "{'type':'text','text':'Hi'}", new Text("Hi")),
                new Part("TEXT_CACHED", "{'type':'text','text':'Hi'" + CACHED + "}", new Text("Hi", EPHEMERAL)),
                new Part(
                        "TEXT_BREAKPOINT_OF_OPENAI",
                        "{'type':'text','text':'Hi','prompt_cache_breakpoint':true,'cache_control':'x'}",
                        new Text("Hi")),
                new Part(
                        "IMAGE_ADDRESS",
                        "{'type':'image_url','image_url':{'url':'https://e.org/a.png','detail':'low'}}",
                        new Image(new MediaSource.Url("https://e.org/a.png"), null)),
                new Part(
                        "IMAGE_ADDRESS_UPPER_CASE",
                        "{'type':'image_url','image_url':{'url':'HTTP://e.org/a'}" + CACHED + "}",
                        new Image(new MediaSource.Url("HTTP://e.org/a"), EPHEMERAL)),
                new Part(
                        "IMAGE_WITHOUT_AN_OBJECT",
                        "{'type':'image_url','image_url':'https://e.org/a.png'}",
                        new Image(new MediaSource.Url("https://e.org/a.png"), null)),
                new Part(
                        "IMAGE_INLINE",
                        "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0='}}",
                        new Image(png, null)),
                new Part(
                        "IMAGE_INLINE_UPPER_CASE",
                        "{'type':'image_url','image_url':{'url':'DATA:Image/PNG;Base64,iVBORw0='}}",
                        new Image(png, null)),
                new Part(
                        "IMAGE_INLINE_WITH_LINES",
                        "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBO\\r\\nRw0='}}",
                        new Image(png, null)),
                new Part(
                        "IMAGE_JPG_MEANS_JPEG",
                        "{'type':'image_url','image_url':{'url':'data:image/jpg;base64,AAAA'}}",
                        new Image(new MediaSource.Inline("image/jpeg", "AAAA"), null)),
                new Part(
                        "IMAGE_THAT_IS_A_PDF",
                        "{'type':'image_url','image_url':{'url':'data:application/pdf;base64,JVBERg=='}}",
                        new Document(new MediaSource.Inline("application/pdf", "JVBERg=="), null, null, null, null)),
                new Part(
                        "FILE_PDF",
                        "{'type':'file','file':{'filename':'a.pdf',"
                                + "'file_data':'data:application/pdf;base64,JVBERg=='}}",
                        pdf("JVBERg==", "a.pdf")),
                new Part(
                        "FILE_PDF_WITHOUT_A_HEAD",
                        "{'type':'file','file':{'filename':'A.PDF','file_data':'JVBERg=='}}",
                        pdf("JVBERg==", "A.PDF")),
                new Part(
                        "FILE_UPLOADED",
                        "{'type':'file','file':{'file_id':'file_1'}" + CACHED + "}",
                        new Document(new MediaSource.FileId("file_1"), null, null, null, EPHEMERAL)),
                new Part(
                        "FILE_TEXT",
                        "{'type':'file','file':{'filename':'a.txt',"
                                + "'file_data':'data:text/plain;charset=utf-8;base64,w6k='}}",
                        new Document(new MediaSource.PlainText("é"), "a.txt", null, null, null)),
                new Part(
                        "FILE_JSON",
                        "{'type':'file','file':{'file_data':'data:application/json;base64,e30='}}",
                        new Document(new MediaSource.PlainText("{}"), null, null, null, null)),
                new Part(
                        "FILE_PICTURE",
                        "{'type':'file','file':{'filename':'a.png','file_data':'data:image/png;base64,iVBORw0='}}",
                        new Image(png, null)));
    }

    @ParameterizedTest
    @MethodSource
    void reads(Part part) {
        assertEquals(List.of(part.expected), read("[" + part.json + "]"));
    }

    @Test
    void keepsTheOrderOfParts() {
        assertEquals(
                List.of(new Text("a"), new Image(new MediaSource.Url("https://e.org/"), null), new Text("b")),
                read("[{'type':'text','text':'a'},{'type':'image_url','image_url':{'url':'https://e.org/'}},"
                        + "{'type':'text','text':''},{'type':'text','text':'b'}]"));
    }

    @Test
    void leavesOutEmptyText() {
        assertEquals(List.of(), read("''"));
        assertEquals(List.of(), read("[]"));
    }

    @Test
    void keepsTheCacheBreakpointOfAMessageOfPlainText() {
        assertEquals(
                List.of(new Text("Hi", EPHEMERAL)),
                Chats.canonical(Chats.messages("{'role':'user','content':'Hi'" + CACHED + "}"))
                        .messages()
                        .getFirst()
                        .content());
    }

    @Test
    void readsPicturesInToolResults() {
        String conversation = "{'role':'user','content':'Hi'},"
                + "{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f'}}]},{'role':'tool',"
                + "'tool_call_id':'a','content':[{'type':'image_url','image_url':{'url':'https://e.org/'}}]}";
        ToolResult result = (ToolResult) Chats.canonical(Chats.messages(conversation))
                .messages()
                .getLast()
                .content()
                .getFirst();
        assertEquals(List.of(new Image(new MediaSource.Url("https://e.org/"), null)), result.content());
    }

    /// Half a pair has no form in UTF-8, whole pairs and other escapes stay what they are.
    @Test
    void replacesHalfASurrogatePair() {
        assertEquals(List.of(new Text("a\uFFFDb")), read("'a\\ud800b'"));
        assertEquals(List.of(new Text("\uFFFD")), read("'\\udc00'"));
        assertEquals(List.of(new Text("\uFFFD\uFFFDx")), read("'\\udc00\\ud800x'"));
        assertEquals(List.of(new Text("\uD83D\uDE00\uFFFD")), read("'\\ud83d\\ude00\\ud83d'"));
        assertEquals(List.of(new Text("\uD83D\uDE00")), read("'\uD83D\uDE00'"));
        assertEquals(List.of(new Text("\u0000\u2028")), read("'\\u0000\\u2028'"));
    }

    enum Refused {
        A_NUMBER("1", "invalid_type @ messages[0].content"),
        AN_OBJECT("{'type':'text','text':'Hi'}", "invalid_type @ messages[0].content"),
        PART_A_STRING("['Hi']", "invalid_type @ " + AT),
        PART_NULL("[null]", "invalid_type @ " + AT),
        PART_WITHOUT_TYPE("[{'text':'Hi'}]", "missing_required_parameter @ " + AT + ".type"),
        PART_UNKNOWN("[{'type':'video_url','video_url':{}}]", "invalid_value @ " + AT + ".type"),
        PART_OF_ANOTHER_DIALECT("[{'type':'input_text','text':'Hi'}]", "invalid_value @ " + AT + ".type"),
        PART_REFUSAL_OF_A_USER("[{'type':'refusal','refusal':'No.'}]", "invalid_value @ " + AT + ".type"),
        SECOND_PART(
                "[{'type':'text','text':'a'},{'type':'text'}]",
                "missing_required_parameter @ messages[0].content[1].text"),
        TEXT_A_NUMBER("[{'type':'text','text':1}]", "invalid_type @ " + AT + ".text"),
        AUDIO("[{'type':'input_audio','input_audio':{'data':'AAAA','format':'wav'}}]", "invalid_value @ messages"),
        IMAGE_MISSING("[{'type':'image_url'}]", "missing_required_parameter @ " + AT + ".image_url"),
        IMAGE_WITHOUT_ADDRESS(
                "[{'type':'image_url','image_url':{}}]", "missing_required_parameter @ " + AT + ".image_url.url"),
        IMAGE_A_LIST("[{'type':'image_url','image_url':[]}]", "invalid_type @ " + AT + ".image_url"),
        IMAGE_OF_A_FILE_ADDRESS(
                "[{'type':'image_url','image_url':{'url':'file:///etc/passwd'}}]",
                "invalid_value @ " + AT + ".image_url.url"),
        IMAGE_WITHOUT_COMMA(
                "[{'type':'image_url','image_url':'data:image/png;base64'}]", "invalid_value @ " + AT + ".image_url"),
        IMAGE_NOT_BASE64(
                "[{'type':'image_url','image_url':{'url':'data:image/png,abc'}}]",
                "invalid_value @ " + AT + ".image_url.url"),
        IMAGE_BAD_BASE64(
                "[{'type':'image_url','image_url':{'url':'data:image/png;base64,A*AA'}}]",
                "invalid_value @ " + AT + ".image_url.url"),
        IMAGE_CUT_BASE64(
                "[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAAA'}}]",
                "invalid_value @ " + AT + ".image_url.url"),
        IMAGE_EMPTY(
                "[{'type':'image_url','image_url':{'url':'data:image/png;base64,'}}]",
                "invalid_value @ " + AT + ".image_url.url"),
        IMAGE_OF_ANOTHER_TYPE(
                "[{'type':'image_url','image_url':{'url':'data:image/svg+xml;base64,AAAA'}}]",
                "invalid_value @ " + AT + ".image_url.url"),
        FILE_MISSING("[{'type':'file'}]", "missing_required_parameter @ " + AT + ".file"),
        FILE_WITHOUT_DATA(
                "[{'type':'file','file':{'filename':'a.pdf'}}]",
                "missing_required_parameter @ " + AT + ".file.file_data"),
        FILE_WITHOUT_A_HEAD(
                "[{'type':'file','file':{'filename':'a.doc','file_data':'AAAA'}}]",
                "invalid_value @ " + AT + ".file.file_data"),
        FILE_OF_ANOTHER_TYPE(
                "[{'type':'file','file':{'file_data':'data:application/zip;base64,AAAA'}}]",
                "invalid_value @ " + AT + ".file.file_data"),
        FILE_NAME_A_NUMBER("[{'type':'file','file':{'filename':1}}]", "invalid_type @ " + AT + ".file.filename");

        final String content;
        final String expected;

        Refused(String content, String expected) {
            this.content = content;
            this.expected = expected;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses(Refused part) {
        assertEquals(part.expected, Chats.refusal(Chats.messages("{'role':'user','content':" + part.content + "}")));
    }

    @Test
    void takesNothingButTextOfSystemAndAssistant() {
        String image = "[{'type':'image_url','image_url':{'url':'https://e.org/'}}]";
        for (String role : List.of("system", "developer", "assistant")) {
            assertEquals(
                    "invalid_value @ messages[0].content[0].type",
                    Chats.refusal(Chats.messages("{'role':'" + role + "','content':" + image + "}")));
        }
    }
}
