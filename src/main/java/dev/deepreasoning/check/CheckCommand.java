package dev.deepreasoning.check;

import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.SearchEndpoint;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.check.Finding.Grade;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Asks every upstream one tiny question and says what it found; ends with 1 where something does not work.
@Unremovable
@ApplicationScoped
public class CheckCommand implements QuarkusApplication {
    /// The argument that runs it.
    public static final String NAME = "check";

    private final Upstreams upstreams;
    private final Catalog catalog;
    private final UpstreamProbe probe;
    private final SearchEndpoint search;
    private final PrintStream terminal;

    /// For the upstreams of this deployment.
    @Inject
    public CheckCommand(Upstreams upstreams, Catalog catalog, UpstreamProbe probe, SearchEndpoint search) {
        this(upstreams, catalog, probe, search, System.out);
    }

    CheckCommand(
            Upstreams upstreams, Catalog catalog, UpstreamProbe probe, SearchEndpoint search, PrintStream terminal) {
        this.search = search;
        this.upstreams = upstreams;
        this.catalog = catalog;
        this.probe = probe;
        this.terminal = terminal;
    }

    /// @return the exit code: 0, or 1 where something does not work
    @Override
    public int run(String... args) {
        List<Finding> findings = new ArrayList<>();
        for (ReasonerHost host : upstreams.reasoners()) {
            findings.add(tell(probe.reason(host)));
        }
        for (AnthropicEndpoint endpoint : upstreams.anthropic()) {
            findings.add(tell(probe.answer(
                    endpoint, catalog.resolve(Catalog.OWN_NAME, null).answerer())));
        }
        if (search.apiKey() != null) {
            findings.add(tell(probe.search(search.baseUrl())));
        }
        if (upstreams.simulated()) {
            terminal.println("These were the built-in simulated upstreams.");
        }
        long troubles = findings.stream()
                .filter(finding -> finding.grade() == Grade.TROUBLE)
                .count();
        terminal.println(
                troubles == 0
                        ? "All upstreams work."
                        : troubles + " of " + findings.size() + " upstreams do not work.");
        return troubles == 0 ? 0 : 1;
    }

    private Finding tell(Finding finding) {
        terminal.println(finding);
        return finding;
    }
}
