package dev.deepreasoning.config;

import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/// Runs every [StartCheck] before anything else begins, and refuses the start with all that they found.
@ApplicationScoped
public class StartGate {
    private static final int FIRST = 1;

    private final List<StartCheck> checks;

    /// With the checks of all packages.
    @Inject
    public StartGate(@All List<StartCheck> checks) {
        this.checks = checks;
    }

    void open(@Observes @Priority(FIRST) StartupEvent event) {
        ConfigProblems problems = examine();
        problems.warnings().forEach(Log::warn);
        if (!problems.problems().isEmpty()) {
            throw new ConfigurationException(problems.text());
        }
    }

    /// What all checks say.
    ConfigProblems examine() {
        ConfigProblems problems = new ConfigProblems();
        checks.forEach(check -> check.check(problems));
        return problems;
    }
}
