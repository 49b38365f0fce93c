package dev.deepreasoning.upstream.linkup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.deepreasoning.canonical.RequestBounds;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.pipeline.WebSearch.SearchRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells Linkup what is searched for. Only what is set is sent: it refuses what it does not know, and nulls.
final class LinkupQuestion {
    private static final JsonFactory JSON = new JsonFactory();

    private LinkupQuestion() {}

    static byte[] body(SearchRequest request, String depth) {
        SearchOptions options = request.options();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("q", request.query());
            json.writeStringField("depth", depth);
            json.writeStringField("outputType", "searchResults");
            json.writeNumberField("maxResults", most(request));
            domains("includeDomains", options.includeDomains(), json);
            domains("excludeDomains", options.excludeDomains(), json);
            text("fromDate", options.fromDate(), json);
            text("toDate", options.toDate(), json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// How many pages are asked for; it may find more.
    static int most(SearchRequest request) {
        Integer most = request.options().maxResults();
        return most == null ? RequestBounds.DEFAULT_SEARCH_RESULTS : most;
    }

    private static void text(String name, @Nullable String value, JsonGenerator json) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void domains(String name, List<String> domains, JsonGenerator json) throws IOException {
        List<String> hosts = domains.stream()
                .map(LinkupQuestion::host)
                .filter(host -> !host.isEmpty())
                .distinct()
                .toList();
        if (!hosts.isEmpty()) {
            json.writeArrayFieldStart(name);
            for (String host : hosts) {
                json.writeString(host);
            }
            json.writeEndArray();
        }
    }

    /// Callers write addresses too; Linkup takes bare host names.
    private static String host(String domain) {
        String bare = domain.strip().toLowerCase(Locale.ROOT);
        int scheme = bare.indexOf("://");
        if (scheme >= 0) {
            bare = bare.substring(scheme + 3);
        }
        int path = bare.indexOf('/');
        return path < 0 ? bare : bare.substring(0, path);
    }
}
