package dev.deepreasoning.upstream.linkup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads what was found. Pictures, and whatever has no web address, are left out; of pages with the same address the
/// first counts.
final class LinkupResults {
    private static final JsonFactory JSON = new JsonFactory();

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
                case "name" -> name = json.getText();
                case "url" -> url = json.getText().strip();
                case "content" -> content = json.getText();
                default -> {}
            }
        }
        String scheme = url.toLowerCase(Locale.ROOT);
        if (type.equals("text") && (scheme.startsWith("https://") || scheme.startsWith("http://"))) {
            pages.putIfAbsent(url, new WebPage(name, url, content));
        }
    }
}
