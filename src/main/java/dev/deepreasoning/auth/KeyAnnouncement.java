package dev.deepreasoning.auth;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
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
    private final boolean serves;

    /// For the keys of this deployment.
    ///
    /// @param arguments none where the process serves callers; a command needs no key
    @Inject
    public KeyAnnouncement(GatewayKeys keys, @CommandLineArguments String[] arguments) {
        this(keys, System.err, arguments);
    }

    KeyAnnouncement(GatewayKeys keys, PrintStream terminal, String... arguments) {
        this.keys = keys;
        this.serves = arguments.length == 0;
        this.terminal = terminal;
    }

    void announce(@Observes @Priority(AFTER_THE_CHECKS) StartupEvent event) {
        if (serves) {
            keys.announcement().ifPresent(text -> terminal.println("\n" + text + "\n"));
        }
    }
}
