package dev.deepreasoning.auth;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Calls to an identity provider, which answers small, whole and in time, or not at all. A client of its own that goes
/// with them: they are few, and a client holds a thread. Blocks.
final class OidcCalls implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 256 * 1024;
    /// How long a provider that does not answer is left alone.
    static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int FOUND = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    /// An answer, whatever its status.
    record Answer(int status, String body) {
        /// Hides the body, which may hold tokens.
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    /// What callers are told where a provider does not answer.
    static GatewayException unavailable(String told) {
        return GatewayException.of(ErrorKind.OVERLOADED, "identity_provider_unavailable", told)
                .withRetryAfter(RETRY_AFTER);
    }

    /// A document.
    ///
    /// @throws IOException where none comes
    String document(URI address) throws IOException, InterruptedException {
        Answer answer = answer(HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("accept", "application/json, application/jwk-set+json")
                .build());
        if (answer.status != FOUND) {
            throw new IOException("the status is " + answer.status);
        }
        return answer.body;
    }

    /// What is answered to a form.
    ///
    /// @param authorization header of that name, if there is to be one
    Answer post(URI address, String form, @Nullable String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("accept", "application/json")
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        return answer((authorization == null ? request : request.header("authorization", authorization)).build());
    }

    private Answer answer(HttpRequest request) throws IOException, InterruptedException {
        // The request's own time ends with the head; this one is for the body, too.
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
        try {
            HttpResponse<String> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("no whole answer came", failure);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
