package dev.deepreasoning.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A body is one JSON object in UTF-8, and each value knows its own characters.
class RequestJsonTest {
    private static RequestJson parse(String json) {
        return RequestJson.parse(json.getBytes(UTF_8));
    }

    private static RequestJson value(String json) {
        return notNull(parse("{\"v\": " + json + "\n, \"w\":0}").members().get("v"));
    }

    private static RequestJson notNull(RequestJson value) {
        assertNotNull(value);
        return value;
    }

    private static GatewayException refused(byte[] body) {
        GatewayException refused = assertThrows(GatewayException.class, () -> RequestJson.parse(body));
        assertEquals(ErrorKind.INVALID_REQUEST, refused.kind());
        assertEquals("invalid_json", refused.code());
        assertNull(refused.param());
        return refused;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{ \"z\" : 1 , \"a\" : [ 1.50 , -0 , 1e5 ] }",
                "{\"same\":1,\"same\":2}",
                "{\"\\u0061\":\"\\u00e9\\/\\ud83d\\ude00\"}",
                "\"\"",
                "\"a\\\"b\\\\\"",
                "\"é\uD83D\uDE00\u4E2D\"",
                "0",
                "-12.50E+3",
                "true",
                "false",
                "null",
                "[[[[]]],{\"\":{}}]"
            })
    void keepsTheCharactersOfEveryValue(String json) {
        assertEquals(json, value(json).verbatim().text());
        // After characters of more than one byte, too, and after the mark that some editors put first.
        RequestJson marked = parse("\uFEFF {\"\u4E2D\":\"é\uD83D\uDE00\",\"v\":\t" + json + "}");
        assertEquals(json, notNull(marked.members().get("v")).verbatim().text());
    }

    @Test
    void knowsTheTypeOfEachValue() {
        List<String> types = new ArrayList<>();
        for (String json : List.of("{}", "[]", "\"\"", "true", "false", "1", "1.5", "null")) {
            RequestJson value = value(json);
            types.add((value.isObject() ? "object" : "")
                    + (value.isList() ? "list" : "")
                    + (value.isString() ? "string" : "")
                    + (value.isBoolean() ? "boolean " + value.bool() : "")
                    + (value.isNumber() ? "number " + value.number() : ""));
        }
        assertEquals(
                List.of("object", "list", "string", "boolean true", "boolean false", "number 1", "number 1.5", ""),
                types);
    }

    @Test
    void takesNullForAbsentAndTheLastOfTwo() {
        RequestJson object = parse("{\"a\":null,\"b\":1,\"b\":2,\"c\":1,\"c\":null}");
        assertNull(object.get("a"));
        assertEquals("2", notNull(object.get("b")).text());
        assertNull(object.get("c"));
        assertNull(object.get("d"));
        assertEquals(List.of("a", "b", "c"), List.copyOf(object.members().keySet()));
    }

    @Test
    void readsTheTextOfScalars() {
        assertEquals("a\"b\n", value("\"a\\\"b\\n\"").text());
        assertEquals("1.50", value("1.50").text());
        assertEquals("true", value("true").text());
        assertEquals("null", value("null").text());
    }

    @Test
    void readsNumbersExactlyAndNoneThatIsBeyondAll() {
        assertEquals(
                new BigDecimal("0.1000000000000000000000000000001"),
                value("0.1000000000000000000000000000001").number());
        assertEquals(new BigDecimal("1e999999999"), value("1e999999999").number());
        assertNull(value("1e99999999999").number());
        assertNull(value("\"x\"").number());
    }

    enum Malformed {
        EMPTY(""),
        BLANK(" \n"),
        A_MARK_ALONE("\uFEFF"),
        A_LIST("[]"),
        A_STRING("\"x\""),
        A_NUMBER("1"),
        NULL("null"),
        CUT("{\"a\":"),
        CUT_IN_A_LIST("{\"a\":[1,"),
        CUT_IN_A_STRING("{\"a\":\"x"),
        CUT_IN_A_NAME("{\"a"),
        TWO_OBJECTS("{}{}"),
        WORDS_AFTER("{} x"),
        TRAILING_COMMA("{\"a\":1,}"),
        MISSING_COMMA("{\"a\":1 \"b\":2}"),
        SINGLE_QUOTES("{'a':1}"),
        UNQUOTED_NAME("{a:1}"),
        COMMENT("{/**/}"),
        NAN("{\"a\":NaN}"),
        PLUS("{\"a\":+1}"),
        LEADING_ZERO("{\"a\":01}"),
        BARE_POINT("{\"a\":1.}"),
        RAW_LINE_END("{\"a\":\"\n\"}"),
        UNKNOWN_ESCAPE("{\"a\":\"\\x\"}"),
        CUT_ESCAPE("{\"a\":\"\\u12\"}"),
        MISMATCH("{\"a\":[}]"),
        MARK_INSIDE("{\uFEFF}"),
        FORM("model=x&messages=y"),
        XML("<a/>"),
        NUMBER_OF_A_THOUSAND_DIGITS("{\"a\":" + "1".repeat(1_001) + "}"),
        NAME_OF_A_MEGABYTE("{\"" + "n".repeat(1_000_000) + "\":1}"),
        TOO_DEEP("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"),
        TOO_DEEP_AND_CUT("{\"a\":" + "[".repeat(1_000_000)),
        TOO_DEEP_OBJECTS("{\"a\":".repeat(100_000));

        final String body;

        Malformed(String body) {
            this.body = body;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses(Malformed malformed) {
        GatewayException refused = refused(malformed.body.getBytes(UTF_8));
        assertTrue(refused.publicMessage().startsWith("The body "), refused.publicMessage());
    }

    @Test
    void namesThePlaceOfAMistakeAndNeverQuotesIt() {
        String message = refused("{\n \"a\":secret}".getBytes(UTF_8)).publicMessage();
        assertTrue(message.contains("line 2"), message);
        assertFalse(message.contains("secret"), message);
    }

    @Test
    void takesTwoHundredLevels() {
        String deep = "[".repeat(199) + "]".repeat(199);
        assertEquals(
                deep, notNull(parse("{\"a\":" + deep + "}").get("a")).verbatim().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void refusesOtherEncodings(String charset) {
        assertEquals(
                "The body must be UTF-8.",
                refused("{\"a\":\"\u4E2D\"}".getBytes(Charset.forName(charset))).publicMessage());
    }

    @Test
    void refusesTheMarkOfAnotherEncoding() {
        byte[] marked = ("\uFEFF{\"a\":1}").getBytes(Charset.forName("UTF-16LE"));
        assertEquals("The body must be UTF-8.", refused(marked).publicMessage());
    }

    /// Latin-1, a lone or missing continuation, an overlong quote, half a pair, a code point beyond Unicode.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00E9",
                "\u0080",
                "\u00C3",
                "\u00C0\u00A2",
                "\u00E0\u0080\u00A2",
                "\u00ED\u00A0\u0080",
                "\u00F4\u0090\u0080\u0080",
                "\u00FF\u00FE",
                "\u00F0\u009F\u0098"
            })
    void refusesBytesThatAreNoUtf8(String bytes) {
        assertEquals(
                "The body must be UTF-8.",
                refused(("{\"a\":\"" + bytes + "\"}").getBytes(ISO_8859_1)).publicMessage());
    }

    @Test
    void readsABodyOfOneLongString() {
        String longest = "é".repeat(15_000_000);
        assertEquals(
                longest, notNull(parse("{\"a\":\"" + longest + "\"}").get("a")).text());
    }

    /// Thirty megabytes of the smallest values would fill the heap: refused, not tried.
    @ParameterizedTest
    @ValueSource(strings = {"0,", "[],", "{},", "\"\","})
    void refusesABodyOfNothingButSmallValues(String piece) {
        byte[] body = ("{\"a\":[" + piece.repeat(30_000_000 / piece.length()) + "0]}").getBytes(UTF_8);
        String message = refused(body).publicMessage();
        assertTrue(message.contains("too many"), message);
    }

    /// Names of one hash code are as quick as any others.
    @Test
    void survivesNamesOfOneHash() {
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < 1 << 14; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            body.append(i == 0 ? "" : ",").append('"').append(name).append("\":1");
        }
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> assertEquals(
                        1 << 14, parse(body.append('}').toString()).members().size()));
    }
}
