package dev.deepreasoning.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A client that is nothing but a socket: what HTTP libraries tidy up or forbid can be sent, and what they hide can be
/// seen, the borders of chunks and the way a connection ends among them.
public final class Wire implements AutoCloseable {
    private static final int GUARD_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    /// Connects to a port of this machine.
    public Wire(int port) {
        this(port, 0);
    }

    /// The same with a small window, so that the other side soon feels a reader who does not read.
    ///
    /// @param receiveBuffer bytes, 0 for the system's own
    public Wire(int port, int receiveBuffer) {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(GUARD_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), GUARD_MILLIS);
            in = receiveBuffer > 0 ? socket.getInputStream() : new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends text as it is.
    public Wire send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends bytes as they are.
    public Wire send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Posts JSON with the headers that every client sends.
    public Wire post(String path, String json, String... headers) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        send("POST " + path + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n" + more
                + "content-length: " + body.length + "\r\n\r\n");
        return send(body);
    }

    /// A request without a body.
    public Wire ask(String method, String path, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return send(method + " " + path + " HTTP/1.1\r\nhost: gateway\r\n" + more + "\r\n");
    }

    /// The next response's status and headers.
    public Head head() {
        String status = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Head(Integer.parseInt(status.split(" ", -1)[1]), headers);
    }

    /// The next response whole.
    public Answer answer() {
        return answer(true);
    }

    /// The next response whole.
    ///
    /// @param body false for the response to a HEAD
    public Answer answer(boolean body) {
        Head head = head();
        if (!body || head.status / 100 == 1 || head.status == 204) {
            return new Answer(head.status, head.headers, "");
        }
        String length = head.headers.get("content-length");
        if (length != null) {
            return new Answer(head.status, head.headers, bytes(Integer.parseInt(length)));
        }
        return new Answer(
                head.status, head.headers, head.headers.containsKey("transfer-encoding") ? chunks() : toTheEnd());
    }

    /// The next chunk of a chunked body, which is one write of the server; empty at its end.
    public String chunk() {
        int size = Integer.parseInt(line().split(";", -1)[0].strip(), 16);
        String chunk = bytes(size);
        line();
        return chunk;
    }

    /// What is left of a chunked body.
    public String chunks() {
        StringBuilder all = new StringBuilder();
        for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
            all.append(chunk);
        }
        return all.toString();
    }

    /// Reads some bytes.
    ///
    /// @return how many; -1 where the other side has closed or reset the connection
    public int read(byte[] into) {
        try {
            return in.read(into);
        } catch (IOException e) {
            return -1;
        }
    }

    /// Reads some bytes to a place.
    ///
    /// @return how many; 0 where there is no room, -1 where the other side has closed or reset the connection
    public int read(byte[] into, int at) {
        try {
            return in.read(into, at, into.length - at);
        } catch (IOException e) {
            return -1;
        }
    }

    /// Whether the connection ends without another byte.
    public boolean ends() {
        return read(new byte[1]) < 0;
    }

    /// Says that nothing more will be sent.
    public void finishSending() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Leaves without a word: a reset.
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String toTheEnd() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String bytes(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("the connection ended inside a body");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("the connection ended inside a line");
                }
                line.write(next);
            }
            return line.toString(StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Status and headers, in lower case.
    public record Head(int status, Map<String, String> headers) {
        /// A header; empty where it was not sent.
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /// A whole response.
    public record Answer(int status, Map<String, String> headers, String body) {
        /// A header; empty where it was not sent.
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }
}
