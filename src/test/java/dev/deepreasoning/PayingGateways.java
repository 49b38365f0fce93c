package dev.deepreasoning;

import dev.deepreasoning.catalog.SimulatedUpstreams;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Packaged gateways whose callers have accounts, and the upstreams that they share in a process of its own: what these
/// know of every call outlives a gateway that is killed.
public final class PayingGateways implements AutoCloseable {
    private final Path folder;
    private final PackagedGateway upstreams;
    private int started;

    /// Starts the upstreams.
    public PayingGateways(Path folder) throws IOException {
        this.folder = folder;
        this.upstreams = new PackagedGateway(
                Files.createDirectory(folder.resolve("upstreams")),
                Map.of("DEEPREASONING_SIMULATOR_INTERVAL", "1ms", "DEEPREASONING_SIMULATOR_FIRST_TOKEN_DELAY", "5ms"));
    }

    /// Starts a gateway.
    ///
    /// @param database where its ledger is
    /// @param more settings beside the usual ones
    public PackagedGateway start(String database, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "DEEPREASONING_DEMO",
                "false",
                "DEEPREASONING_AUTH_MODE",
                "accounts",
                "DEEPREASONING_REASONERS_MAIN_BASE_URL",
                upstreams.upstreams().reasoner().toString(),
                "DEEPREASONING_REASONERS_MAIN_API_KEY",
                "any",
                "DEEPREASONING_REASONERS_MAIN_MODEL",
                "deepseek-r1",
                "DEEPREASONING_REASONERS_MAIN_AFTER_REASONING",
                "drain",
                "DEEPREASONING_ANTHROPIC_BASE_URL",
                upstreams.upstreams().anthropic().toString(),
                "DEEPREASONING_ANTHROPIC_API_KEY",
                "any",
                "QUARKUS_DATASOURCE_USERNAME",
                "postgres",
                "QUARKUS_DATASOURCE_PASSWORD",
                "postgres"));
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", database);
        settings.putAll(more);
        return new PackagedGateway(Files.createDirectory(folder.resolve("gateway" + ++started)), settings);
    }

    /// The upstreams themselves.
    public SimulatedUpstreams upstreams() {
        return upstreams.upstreams();
    }

    /// What the upstreams counted, as JSON.
    public URI counts() {
        return upstreams.upstreams().reasoner().resolve("/counts");
    }

    @Override
    public void close() {
        upstreams.close();
    }
}
