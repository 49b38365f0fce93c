package dev.deepreasoning.upstream.linkup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import dev.deepreasoning.upstream.SurrogatePairs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads what was found. Pictures, and whatever has no web address of a sane length, are left out; of pages with the
/// same address the first counts. Half a surrogate pair, which only an escape can bring, becomes U+FFFD: it has no form in
/// UTF-8, and a prompt that holds one cannot be sent.
final class LinkupResults {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_ADDRESS = 2_000;
    /// Far more than any prompt is given: what was found is kept in memory for a while.
    private static final int LONGEST_TEXT = 16_000;
    private static final Pattern ADDRESS =
            Pattern.compile("https?://[^\\s/?#\\\\].*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private LinkupResults() {}

    /// @throws IOException where it is not an object with a list `results`
    static List<WebPage> read(String body) throws IOException {
        Map<String, WebPage> pages = new LinkedHashMap<>();
        boolean listed = false;
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("an answer that is no object");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                boolean list = json.nextToken() == JsonToken.START_ARRAY;
                if (list && name.equals("results")) {
                    listed = true;
                    results(json, pages);
                } else {
                    json.skipChildren();
                }
            }
        }
        if (!listed) {
            throw new IOException("an answer without results");
        }
        return new ArrayList<>(pages.values());
    }

    private static void results(JsonParser json, Map<String, WebPage> pages) throws IOException {
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                throw new IOException("a list without its end");
            }
            if (token == JsonToken.START_OBJECT) {
                result(json, pages);
            } else {
                json.skipChildren();
            }
        }
    }

    private static void result(JsonParser json, Map<String, WebPage> pages) throws IOException {
        String type = "text";
        String name = "";
        String url = "";
        String content = "";
        for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                json.skipChildren();
                continue;
            }
            switch (member) {
                case "type" -> type = json.getText();
                case "name" -> name = whole(json.getText());
                case "url" -> url = json.getText().strip();
                case "content" -> content = whole(json.getText());
                default -> {}
            }
        }
        if (type.equals("text")
                && url.length() <= LONGEST_ADDRESS
                && ADDRESS.matcher(url).matches()) {
            pages.putIfAbsent(whole(url), new WebPage(name, whole(url), content));
        }
    }

    private static String whole(String text) {
        boolean torn = text.length() > LONGEST_TEXT && Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1));
        int end = torn ? LONGEST_TEXT - 1 : Math.min(text.length(), LONGEST_TEXT);
        SurrogatePairs pairs = new SurrogatePairs();
        return pairs.join(text.substring(0, end)) + pairs.flush();
    }
}
