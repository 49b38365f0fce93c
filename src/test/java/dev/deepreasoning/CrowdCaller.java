package dev.deepreasoning;

import dev.deepreasoning.CrowdRequest.Fate;
import dev.deepreasoning.api.Wire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// A caller as SDKs are: what a broken connection or a busy gateway ate is asked again, under the same idempotency key.
final class CrowdCaller {
    private static final int TRIES = 6;
    /// An answer is settled behind its end, and until then whoever repeats its request is asked to wait.
    private static final int REPEATS = 50;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final IntSupplier port;

    /// @param port of the gateway that the next try goes to
    CrowdCaller(IntSupplier port) {
        this.port = port;
    }

    /// Makes a request, and as many more as it takes.
    List<Try> call(CrowdRequest request) {
        List<Try> tries = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            Try last = once(request);
            tries.add(last);
            if (!last.again() || request.fate() == Fate.LEAVES) {
                break;
            }
            LockSupport.parkNanos(PAUSE_NANOS * (i + 1));
        }
        for (int i = 0;
                i < REPEATS
                        && request.fate() == Fate.REPEATED
                        && tries.getLast().answered();
                i++) {
            Try repeat = once(request);
            if (repeat.answered()) {
                tries.add(repeat);
                break;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return request.fate() == Fate.REPEATED
                ? tries
                : tries.stream().map(Try::withoutBody).toList();
    }

    private Try once(CrowdRequest request) {
        Wire.Head head = null;
        StringBuilder body = new StringBuilder();
        boolean leaves = request.fate() == Fate.LEAVES;
        try (Wire wire = new Wire(port.getAsInt())) {
            wire.post(
                    request.dialect().path(),
                    request.body(),
                    "authorization: Bearer " + request.key().secret(),
                    "idempotency-key: " + request.name());
            if (leaves && !request.stream()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25L * request.patience()));
                wire.reset();
                return new Try(0, null, "", "", false, false);
            }
            head = wire.head();
            String length = head.headers().get("content-length");
            if (length != null) {
                byte[] bytes = new byte[Integer.parseInt(length)];
                int at = 0;
                for (int read = wire.read(bytes, at); read > 0; read = wire.read(bytes, at)) {
                    at += read;
                }
                return result(head, new String(bytes, 0, at, StandardCharsets.UTF_8), at == bytes.length);
            }
            int chunks = 0;
            for (String chunk = wire.chunk(); !chunk.isEmpty(); chunk = wire.chunk()) {
                body.append(chunk);
                if (leaves && chunks++ == request.patience()) {
                    wire.reset();
                    return result(head, body.toString(), false);
                }
            }
            return result(head, body.toString(), true);
        } catch (UncheckedIOException broken) {
            return result(head, body.toString(), false);
        }
    }

    private static Try result(Wire.@Nullable Head head, String body, boolean whole) {
        return head == null
                ? new Try(0, null, body, said(body), false, false)
                : new Try(
                        head.status(),
                        head.header("x-request-id"),
                        body,
                        said(body),
                        whole,
                        head.header("idempotent-replayed").equals("true"));
    }

    private static String said(String body) {
        StringBuilder said = new StringBuilder();
        for (String line : body.split("\n", -1)) {
            if (line.startsWith("data: {") && line.endsWith("}")) {
                JsonObject event = new JsonObject(line.substring(6));
                for (Object choice : event.getJsonArray("choices", new JsonArray())) {
                    JsonObject delta = ((JsonObject) choice).getJsonObject("delta");
                    said.append(delta.getString("reasoning_content", "")).append(delta.getString("content", ""));
                }
                switch (event.getValue("delta")) {
                    case String text
                    when event.getString("type").matches(".*(output_text|reasoning.*)\\.delta") -> said.append(text);
                    case JsonObject delta ->
                        said.append(delta.getString("thinking", "")).append(delta.getString("text", ""));
                    case null, default -> {}
                }
            }
        }
        return said.toString();
    }

    /// One try.
    ///
    /// @param status 0 where the connection broke before it
    /// @param said what came of reasoning and answer in a stream
    /// @param whole the response came to its end
    record Try(int status, @Nullable String requestId, String body, String said, boolean whole, boolean replayed) {
        private boolean again() {
            return !whole || status == 409 || status == 429 || status == 502 || status == 503 || status == 529;
        }

        /// An answer came, and came to its end.
        boolean answered() {
            return whole && status == 200;
        }

        private Try withoutBody() {
            return new Try(status, requestId, "", said, whole, replayed);
        }
    }
}
