package dev.deepreasoning.auth;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.PrintStream;

/// Shows the one random key of a run, once, on standard error: logs are shipped and kept.
@ApplicationScoped
public class KeyAnnouncement {
    private static final int AFTER_THE_CHECKS = 100;

    private final GatewayKeys keys;
    private final PrintStream terminal;

    /// For the keys of this deployment.
    @Inject
    public KeyAnnouncement(GatewayKeys keys) {
        this(keys, System.err);
    }

    KeyAnnouncement(GatewayKeys keys, PrintStream terminal) {
        this.keys = keys;
        this.terminal = terminal;
    }

    void announce(@Observes @Priority(AFTER_THE_CHECKS) StartupEvent event) {
        keys.announcement().ifPresent(text -> terminal.println("\n" + text + "\n"));
    }
}
