package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Written by hand for speed, so held against Jackson.
class JsonBytesTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private static byte[] written(String text) {
        return new JsonBytes().string(text).take();
    }

    private static String withoutLoneSurrogates(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .map(point -> point <= 0xFFFF && Character.isSurrogate((char) point) ? 0xFFFD : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    @Test
    void jacksonReadsEveryCharacterBack() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point > 0xFFFF || !Character.isSurrogate((char) point)) {
                all.appendCodePoint(point);
            }
        }
        String text = all.toString();
        byte[] json = written(text);
        assertEquals(text, JSON.readValue(json, String.class));
        assertEquals(new String(json, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8).length, json.length);
    }

    @Test
    void everySingleCharUnitIsLegal() throws IOException {
        for (int unit = 0; unit <= Character.MAX_VALUE; unit++) {
            String text = String.valueOf((char) unit);
            assertEquals(withoutLoneSurrogates(text), JSON.readValue(written(text), String.class));
        }
    }

    @Test
    void jacksonReadsRandomTextBack() throws IOException {
        Random random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            String text = RandomText.withLoneSurrogates(random, 40);
            byte[] json = written(text);
            assertEquals(withoutLoneSurrogates(text), JSON.readValue(json, String.class), () -> hex(text));
        }
    }

    @Test
    void theBytesAreJacksonsOwn() throws IOException {
        Random random = new Random(9);
        for (int i = 0; i < 20_000; i++) {
            // Both may write control characters in their own way: Jackson has \b, and hexadecimal in capitals.
            String text = RandomText.whole(random, 40).replaceAll("[\\x00-\\x1f&&[^\\r\\n\\t]]", "");
            assertArrayEquals(JSON.writeValueAsBytes(text), written(text), () -> hex(text));
        }
    }

    @Test
    void aStringIsOneLine() {
        Random random = new Random(10);
        for (int i = 0; i < 2_000; i++) {
            for (byte b : written(RandomText.withLoneSurrogates(random, 60))) {
                assertTrue(b < 0 || b >= 0x20, "no control character leaves as it is");
            }
        }
    }

    @Test
    void loneSurrogatesBecomeReplacementCharacters() {
        assertEquals("\"\ufffda\ufffd\ufffd😀\ufffd\"", utf8(written("\udc00a\ud800\ud800\ud83d\ude00\udbff")));
        assertEquals("\"\ufffd\ufffd\"", utf8(written("\ude00\ud83d")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 84, 85, 86, 509, 510, 511, 512, 513, 5_000, 100_000})
    void growsAtEveryBorder(int size) throws IOException {
        JsonBytes out = new JsonBytes();
        for (String text :
                new String[] {"a".repeat(size), "\u0001".repeat(size), "漢".repeat(size), "\ud800".repeat(size)}) {
            assertEquals(
                    withoutLoneSurrogates(text), JSON.readValue(out.string(text).take(), String.class));
            assertEquals(0, out.length());
            assertEquals(text.length(), out.raw(new byte[size]).length());
            out.ascii("b".repeat(size)).takeBuffer();
        }
    }

    @Test
    void writesNumbersAndNothing() {
        JsonBytes out = new JsonBytes();
        out.number(Long.MIN_VALUE)
                .ascii(",")
                .number(0)
                .ascii(",")
                .stringOrNull(null)
                .ascii(",");
        out.stringOrNull("null");
        assertEquals("-9223372036854775808,0,null,\"null\"", utf8(out.take()));
    }

    @Test
    void whatHasBeenTakenIsNotWrittenOver() {
        JsonBytes out = new JsonBytes();
        byte[] copy = out.ascii("one").take();
        var buffer = out.ascii("two").takeBuffer();
        var second = out.ascii("three").takeBuffer();
        out.ascii("four");
        assertEquals("one", utf8(copy));
        assertEquals("two", buffer.toString());
        assertEquals("three", second.toString());
        assertEquals(4, out.length());
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        text.chars().forEach(unit -> hex.append(Integer.toHexString(unit)).append(' '));
        return hex.toString();
    }
}
