package dev.deepreasoning.bench;

import dev.deepreasoning.bench.Benchmark.Plan;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A process that listens on a port of 127.0.0.1, with what it has used so far (read from `/proc`, so Linux only).
final class Server implements AutoCloseable {
    static final String KEY = "bench-key-of-this-run";
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final long START_SECONDS = 60;
    /// Linux tells CPU time in hundredths of a second, whatever its own clock.
    private static final double MICROS_PER_TICK = 10_000;

    private final Process process;
    private final int port;

    private Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// The simulated R1 and Claude, in a process of their own.
    static Server upstreams(Path folder, Plan plan) throws IOException, InterruptedException {
        int port = freePort();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("DEEPREASONING_DEMO", "true");
        settings.put("DEEPREASONING_SIMULATOR_PORT", Integer.toString(port));
        settings.put("DEEPREASONING_SIMULATOR_INTERVAL", plan.intervalMillis() + "ms");
        settings.put("DEEPREASONING_SIMULATOR_TOKENS_PER_EVENT", "1");
        settings.put("DEEPREASONING_SIMULATOR_REASONING_TOKENS", Integer.toString(plan.events()));
        settings.put("DEEPREASONING_SIMULATOR_ANSWER_TOKENS", Integer.toString(plan.events()));
        settings.put("QUARKUS_HTTP_PORT", Integer.toString(freePort()));
        return start(folder, "upstreams", List.of(java(), "-jar", JAR.toString()), settings, port);
    }

    /// The gateway, as an operator runs it.
    ///
    /// @param binary a native binary, else the jar
    static Server gateway(Path folder, int upstreams, @Nullable String binary)
            throws IOException, InterruptedException {
        return gateway(folder, upstreams, binary, freePort());
    }

    /// The same on a given port.
    static Server gateway(Path folder, int upstreams, @Nullable String binary, int port)
            throws IOException, InterruptedException {
        return gateway(folder, "gateway", upstreams, binary, port, Map.of("DEEPREASONING_AUTH_KEYS", KEY));
    }

    /// The same with accounts.
    ///
    /// @param database where its ledger is
    static Server governed(Path folder, int upstreams, @Nullable String binary, String database)
            throws IOException, InterruptedException {
        return gateway(
                folder,
                "governed",
                upstreams,
                binary,
                freePort(),
                Map.of(
                        "DEEPREASONING_AUTH_MODE", "accounts",
                        "QUARKUS_DATASOURCE_JDBC_URL", database,
                        "QUARKUS_DATASOURCE_USERNAME", "postgres",
                        "QUARKUS_DATASOURCE_PASSWORD", "postgres"));
    }

    private static Server gateway(
            Path folder, String name, int upstreams, @Nullable String binary, int port, Map<String, String> callers)
            throws IOException, InterruptedException {
        String base = "http://127.0.0.1:" + upstreams;
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("DEEPREASONING_REASONERS_MAIN_BASE_URL", base + "/reasoner");
        settings.put("DEEPREASONING_REASONERS_MAIN_API_KEY", "any");
        settings.put("DEEPREASONING_REASONERS_MAIN_MODEL", "deepseek-r1");
        settings.put("DEEPREASONING_ANTHROPIC_BASE_URL", base + "/anthropic");
        settings.put("DEEPREASONING_ANTHROPIC_API_KEY", "any");
        settings.putAll(callers);
        settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        List<String> command = binary == null || binary.isBlank()
                ? Stream.concat(
                                Stream.of(java(), "-Xmx512m"),
                                Stream.concat(options(), Stream.of("-jar", JAR.toString())))
                        .toList()
                : List.of(Path.of(binary).toAbsolutePath().toString());
        return start(folder, name, command, settings, port);
    }

    /// More options of the JVM, say `-XX:AOTCache=app.aot`.
    private static Stream<String> options() {
        String given = System.getenv("BENCH_JVM_OPTIONS");
        return given == null || given.isBlank()
                ? Stream.empty()
                : Stream.of(given.strip().split(" +"));
    }

    /// Milliseconds from the start of the process to the first 200 of its readiness.
    static double readyMillis(Path folder, int upstreams, @Nullable String binary)
            throws IOException, InterruptedException {
        int port = freePort();
        long begun = System.nanoTime();
        try (Server server = gateway(folder, upstreams, binary, port)) {
            while (!server.ready()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            double millis = (System.nanoTime() - begun) / 1e6;
            server.process.destroy();
            server.process.waitFor();
            return millis;
        }
    }

    private boolean ready() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("GET /q/health/ready HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] head = socket.getInputStream().readNBytes(12);
            return new String(head, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    /// nginx as a relay of one stage; absent where it is not installed.
    static @Nullable Server nginx(Path folder, int upstreams) throws IOException, InterruptedException {
        String binary = found("nginx");
        if (binary == null) {
            return null;
        }
        int port = freePort();
        Path home = folder.resolve("nginx").toAbsolutePath();
        Files.createDirectories(home);
        Path file = home.resolve("nginx.conf");
        Files.writeString(file, """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  tcp_nodelay on;
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      proxy_pass http://127.0.0.1:%3$d;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_buffering off;
                    }
                  }
                }
                """.formatted(home, port, upstreams));
        return start(folder, "nginx", List.of(binary, "-p", home.toString(), "-c", file.toString()), Map.of(), port);
    }

    int port() {
        return port;
    }

    /// User and system time of the process and its children so far.
    double cpuMicros() throws IOException {
        double ticks = 0;
        for (ProcessHandle each : family()) {
            String stat = Files.readString(Path.of("/proc", Long.toString(each.pid()), "stat"));
            // The second field, the name in brackets, may hold blanks.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            ticks += Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        }
        return ticks * MICROS_PER_TICK;
    }

    /// Resident memory of the process and its children.
    double megabytes() throws IOException {
        double kilobytes = 0;
        for (ProcessHandle each : family()) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(each.pid()), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    kilobytes += Double.parseDouble(line.replaceAll("\\D", ""));
                }
            }
        }
        return kilobytes / 1024;
    }

    private List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private static Server start(Path folder, String name, List<String> command, Map<String, String> settings, int port)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        File log = folder.resolve(name + ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectOutput(log);
        builder.environment().keySet().removeIf(key -> key.startsWith("DEEPREASONING_") || key.endsWith("_API_KEY"));
        builder.environment().putAll(settings);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < until && process.isAlive()) {
            try (Socket _ = new Socket("127.0.0.1", port)) {
                return new Server(process, port);
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        process.destroy();
        throw new IllegalStateException(name + " did not start; see " + log);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static @Nullable String found(String program) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return Path.of(folder, program).toString();
            }
        }
        return null;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
