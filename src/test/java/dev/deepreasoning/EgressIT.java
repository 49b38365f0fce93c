package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.PackagedProgram.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gateway's way out, as a house with a proxy and a certificate authority of its own has it.
@Timeout(200)
class EgressIT {
    private static final String NAME = "upstream.test";
    private static final String PASSWORD = "password";

    @TempDir
    private Path folder;

    private SSLContext tls;
    private Path certificate;

    @BeforeEach
    void certify() throws Exception {
        Path store = folder.resolve("store.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "upstream",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + NAME,
                "-ext",
                "san=dns:" + NAME + ",dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString());
        certificate = folder.resolve("ca.crt");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "upstream",
                "-keystore",
                store.toString(),
                "-file",
                certificate.toString());
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
    }

    private void keytool(String... arguments) throws Exception {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool").toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("keytool")));
    }

    private static Map<String, String> upstreams(String host, FakeUpstream r1, FakeUpstream claude) {
        return new HashMap<>(Map.of(
                "DEEPREASONING_REASONERS_MAIN_BASE_URL", r1.url(host),
                "DEEPREASONING_REASONERS_MAIN_API_KEY", "key-of-main",
                "DEEPREASONING_REASONERS_MAIN_MODEL", "r1-of-main",
                "DEEPREASONING_ANTHROPIC_BASE_URL", claude.url(host),
                "DEEPREASONING_ANTHROPIC_API_KEY", "key-of-claude"));
    }

    @Test
    void goesThroughTheProxyAndBelievesTheHousesCertificates() throws Exception {
        try (FakeUpstream r1 = new FakeUpstream(FakeUpstream.R1, tls);
                FakeUpstream claude = new FakeUpstream(FakeUpstream.CLAUDE, tls);
                Proxy proxy = new Proxy()) {
            Map<String, String> settings = upstreams(NAME, r1, claude);
            settings.put("HTTPS_PROXY", "http://me:pass@127.0.0.1:" + proxy.port());
            settings.put("QUARKUS_TLS_TRUST_STORE_PEM_CERTS", certificate.toString());
            Outcome outcome = PackagedProgram.run(folder, settings, "check");

            assertEquals(0, outcome.code(), outcome::toString);
            assertTrue(outcome.output().contains("All upstreams work."), outcome::toString);
            assertTrue(proxy.asked.contains(NAME + ":" + r1.port() + " Basic bWU6cGFzcw=="), proxy.asked::toString);
            assertTrue(proxy.asked.contains(NAME + ":" + claude.port() + " Basic bWU6cGFzcw=="), proxy.asked::toString);
        }
    }

    @Test
    void believesNoStrangersCertificate() throws Exception {
        try (FakeUpstream r1 = new FakeUpstream(FakeUpstream.R1, tls);
                FakeUpstream claude = new FakeUpstream(FakeUpstream.CLAUDE, tls)) {
            Outcome outcome = PackagedProgram.run(folder, upstreams("localhost", r1, claude), "check");

            assertEquals(1, outcome.code(), outcome::toString);
            assertTrue(outcome.output().contains("FAIL  reasoner main"), outcome::toString);
            assertEquals(List.of(), r1.seen());
            assertEquals(List.of(), claude.seen());
        }
    }

    @Test
    void goesStraightWhereTheProxyIsNotWanted() throws Exception {
        try (FakeUpstream r1 = new FakeUpstream(FakeUpstream.R1, tls);
                FakeUpstream claude = new FakeUpstream(FakeUpstream.CLAUDE, tls);
                Proxy proxy = new Proxy()) {
            Map<String, String> settings = upstreams("localhost", r1, claude);
            settings.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            settings.put("NO_PROXY", ".svc,localhost");
            settings.put("QUARKUS_TLS_TRUST_STORE_PEM_CERTS", certificate.toString());
            Outcome outcome = PackagedProgram.run(folder, settings, "check");

            assertEquals(0, outcome.code(), outcome::toString);
            assertEquals(List.of(), List.copyOf(proxy.asked));
        }
    }

    @Test
    void anAddressThatIsNoProxysIsRefused() throws Exception {
        Outcome outcome =
                PackagedProgram.run(folder, Map.of("DEEPREASONING_DEMO", "true", "HTTPS_PROXY", "proxy.example:3128"));

        assertEquals(1, outcome.code(), outcome::toString);
        assertTrue(outcome.errors().contains("HTTPS_PROXY: is no address"), outcome::toString);
    }

    /// Opens tunnels on this machine, whatever name is asked for.
    private static final class Proxy implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

        Proxy() throws IOException {
            threads.execute(() -> {
                try {
                    while (true) {
                        Socket caller = server.accept();
                        threads.execute(() -> tunnel(caller));
                    }
                } catch (IOException e) {
                    // Closed: the test is over.
                }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        private void tunnel(Socket caller) {
            try (caller) {
                String head = head(caller.getInputStream());
                String target = head.replaceAll("(?s)^CONNECT (\\S+) .*", "$1");
                String credentials = head.contains("roxy-")
                        ? head.replaceAll("(?is).*proxy-authorization: ([^\r]*).*", "$1")
                        : "none";
                asked.add(target + " " + credentials);
                int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
                try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    caller.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    var back = threads.submit(() -> pump(upstream, caller));
                    pump(caller, upstream);
                    back.get(10, TimeUnit.SECONDS);
                }
            } catch (Exception e) {
                // One of the two has left.
            }
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("no request");
                }
                head.append((char) next);
            }
            return head.toString();
        }

        private static void pump(Socket from, Socket to) {
            try {
                OutputStream out = to.getOutputStream();
                byte[] some = new byte[8_192];
                InputStream in = from.getInputStream();
                for (int read = in.read(some); read >= 0; read = in.read(some)) {
                    out.write(some, 0, read);
                    out.flush();
                }
                to.shutdownOutput();
            } catch (IOException e) {
                // One of the two has left.
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            threads.shutdownNow();
        }
    }
}
