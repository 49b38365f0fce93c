package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.pipeline.PipelineLimits.OnFailure;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Pipelines over scripted models.
final class Pipelines {
    static final Run RUN = new Run("run-0123456789", "somebody", Instant.EPOCH, Runnable::run, RunObserver.NONE);
    static final WebSearch NO_SEARCH = (request, record) -> Uni.createFrom().item(List.of());

    private Pipelines() {}

    static CompletionPipeline of(FakeModels models, WebSearch web) {
        return of(models, web, OnFailure.ANSWER, Preflight.When.AUTO, Duration.ofMinutes(15));
    }

    static CompletionPipeline of(
            FakeModels models, WebSearch web, OnFailure onFailure, Preflight.When preflight, Duration callTimeout) {
        return of(models, web, onFailure, preflight, callTimeout, Duration.ofSeconds(2));
    }

    static CompletionPipeline of(
            FakeModels models,
            WebSearch web,
            OnFailure onFailure,
            Preflight.When preflight,
            Duration callTimeout,
            Duration usageTimeout) {
        PipelineLimits limits = new PipelineLimits() {
            @Override
            public OnFailure onFailure() {
                return onFailure;
            }

            @Override
            public Duration wholeTimeout() {
                return Duration.ofMinutes(4);
            }

            @Override
            public Duration streamTimeout() {
                return Duration.ofMinutes(10);
            }

            @Override
            public Duration callTimeout() {
                return callTimeout;
            }

            @Override
            public Duration usageTimeout() {
                return usageTimeout;
            }
        };
        Upstreams upstreams = new Upstreams() {
            @Override
            public boolean simulated() {
                return true;
            }

            @Override
            public List<ReasonerHost> reasoners() {
                return List.of();
            }

            @Override
            public List<AnthropicEndpoint> anthropic() {
                return List.of();
            }
        };
        return new CompletionPipeline(
                Catalogs.builtIn(),
                upstreams,
                new SearchStage(web),
                new ReasoningStage(models, models, limits),
                new Preflight(models, preflight),
                new SynthesisStage(models),
                limits);
    }
}
