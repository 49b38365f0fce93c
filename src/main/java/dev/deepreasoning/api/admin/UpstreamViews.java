package dev.deepreasoning.api.admin;

import dev.deepreasoning.api.admin.wire.UpstreamsView;
import dev.deepreasoning.api.admin.wire.UpstreamsView.Upstream;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.catalog.SearchEndpoint;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.telemetry.RecentAttempts;
import dev.deepreasoning.telemetry.RecentAttempts.Seen;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The upstreams as this process knows them.
@ApplicationScoped
public class UpstreamViews {
    private static final String LINKUP = "linkup";

    private final Upstreams upstreams;
    private final SearchEndpoint search;
    private final RecentAttempts attempts;

    /// Of this deployment.
    public UpstreamViews(Upstreams upstreams, SearchEndpoint search, RecentAttempts attempts) {
        this.upstreams = upstreams;
        this.search = search;
        this.attempts = attempts;
    }

    UpstreamsView view() {
        return new UpstreamsView(
                "upstreams",
                upstreams.simulated(),
                upstreams.reasoners().stream()
                        .map(host ->
                                upstream(Stage.REASONING, host.name(), host.baseUrl(), host.model(), host.apiKey()))
                        .toList(),
                upstreams.anthropic().stream()
                        .map(endpoint ->
                                upstream(Stage.ANSWER, endpoint.name(), endpoint.baseUrl(), null, endpoint.apiKey()))
                        .toList(),
                List.of(upstream(Stage.SEARCH, LINKUP, search.baseUrl(), null, search.apiKey())));
    }

    private Upstream upstream(Stage stage, String name, URI address, @Nullable String model, @Nullable String key) {
        Seen seen = attempts.of(stage, name);
        Instant last = seen.last();
        return new Upstream(
                name,
                String.valueOf(address.getHost()),
                model,
                key != null,
                seen.breaker(),
                seen.outcomes(),
                seen.medianFirstTokenMillis(),
                last == null ? null : last.getEpochSecond());
    }
}
