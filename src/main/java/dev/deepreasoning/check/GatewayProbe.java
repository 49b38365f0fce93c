package dev.deepreasoning.check;

import dev.deepreasoning.check.Finding.Grade;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One real request through a gateway that runs elsewhere, as an application would send it. Starts nothing and reads no
/// settings: it can run beside a gateway, and where none is configured.
public final class GatewayProbe {
    /// The environment variable that holds the key to call with; none where the gateway is open.
    public static final String KEY = "DEEPREASONING_CHECK_KEY";

    private static final String QUESTION = """
            {"model":"deepreasoning","stream":true,"max_tokens":32,"reasoning_effort":"minimal",\
            "messages":[{"role":"user","content":"Answer with the one word: ready"}]}""";
    private static final int READ_MILLIS = 120_000;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int LONGEST_WORDS = 300;

    private final URI base;
    private final @Nullable String key;
    private final Duration patience;
    private final PrintStream terminal;

    /// @param base where the gateway listens, without `/v1`
    /// @param patience how long to wait until somebody listens there
    public GatewayProbe(URI base, @Nullable String key, Duration patience, PrintStream terminal) {
        this.base = base;
        this.key = key;
        this.patience = patience;
        this.terminal = terminal;
    }

    /// Asks, and says what came.
    ///
    /// @return the exit code: 0, or 1 where something does not work
    public int run() {
        Finding finding = ask();
        terminal.println(finding);
        return finding.grade() == Grade.TROUBLE ? 1 : 0;
    }

    private Finding ask() {
        String subject = "gateway " + base;
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return answer(subject);
            } catch (ConnectException | UnknownHostException | NoRouteToHostException notYet) {
                if (System.nanoTime() >= until || !pause()) {
                    return new Finding(Grade.TROUBLE, subject, "nobody listens there");
                }
            } catch (IOException broken) {
                return new Finding(
                        Grade.TROUBLE,
                        subject,
                        "the connection broke (" + broken.getClass().getSimpleName() + ")");
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(250);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Finding answer(String subject) throws IOException {
        String path = base.getPath() == null ? "" : base.getPath().replaceAll("/+$", "");
        URI uri = base.resolve(path + "/v1/chat/completions");
        HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
        call.setConnectTimeout(CONNECT_MILLIS);
        call.setReadTimeout(READ_MILLIS);
        call.setInstanceFollowRedirects(false);
        call.setRequestMethod("POST");
        call.setRequestProperty("content-type", "application/json");
        if (key != null) {
            call.setRequestProperty("authorization", "Bearer " + key);
        }
        call.setDoOutput(true);
        long asked = System.nanoTime();
        try (OutputStream body = call.getOutputStream()) {
            body.write(QUESTION.getBytes(StandardCharsets.UTF_8));
        }
        int status = call.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            return new Finding(Grade.TROUBLE, subject, "status " + status + words(call));
        }
        return read(subject, call, asked);
    }

    private static String words(HttpURLConnection call) throws IOException {
        try (var body = call.getErrorStream()) {
            String words = body == null ? "" : new String(body.readNBytes(LONGEST_WORDS), StandardCharsets.UTF_8);
            return words.isBlank() ? "" : ": " + words.replaceAll("\\s+", " ").strip();
        }
    }

    private static Finding read(String subject, HttpURLConnection call, long asked) throws IOException {
        long first = 0;
        boolean said = false;
        boolean done = false;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(call.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: {\"error\"")) {
                    return new Finding(Grade.TROUBLE, subject, "the stream failed: " + line.substring(6));
                }
                boolean delta = line.startsWith("data: {");
                first = delta && first == 0 ? System.nanoTime() : first;
                said |= delta && line.contains("\"content\":\"");
                done |= line.equals("data: [DONE]");
            }
        }
        if (!said || !done) {
            return new Finding(Grade.TROUBLE, subject, done ? "the answer was empty" : "the stream was cut");
        }
        boolean simulated = "true".equals(call.getHeaderField("x-deepreasoning-simulated"));
        return new Finding(
                simulated ? Grade.NOTE : Grade.OK,
                subject,
                "answers" + (simulated ? " (simulated)" : "") + ", first token after "
                        + TimeUnit.NANOSECONDS.toMillis(first - asked) + " ms, whole after "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked) + " ms");
    }
}
