package dev.deepreasoning.upstream.anthropic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.catalog.AnthropicConfig;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.pipeline.SynthesisModel;
import dev.deepreasoning.pipeline.SynthesisRequest;
import dev.deepreasoning.upstream.EventStreamClient;
import dev.deepreasoning.upstream.OpeningGuards;
import dev.deepreasoning.upstream.StreamLimits;
import dev.deepreasoning.upstream.UpstreamCall;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/// Claude at Anthropic's endpoints: the first by priority, the next where it fails before its first delta. A caller's
/// own key goes to the first alone.
@ApplicationScoped
public class AnthropicSynthesisModel implements SynthesisModel {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration IDLE_DELTA = Duration.ofSeconds(90);
    private static final Duration TOTAL = Duration.ofMinutes(15);
    /// Pooled connections live a little longer than this.
    private static final Duration WARM = Duration.ofSeconds(30);

    private final EventStreamClient streams;
    private final Upstreams upstreams;
    private final Catalog catalog;
    private final AnthropicApis apis;
    private final StreamLimits limits;
    private final OpeningGuards guards;
    private volatile long warmSince = System.nanoTime() - WARM.toNanos();

    /// The model.
    ///
    /// @param apis clients for the plain calls
    public AnthropicSynthesisModel(
            EventStreamClient streams,
            Upstreams upstreams,
            Catalog catalog,
            AnthropicApis apis,
            AnthropicConfig config,
            OpeningGuards guards) {
        this.guards = guards;
        this.streams = streams;
        this.upstreams = upstreams;
        this.catalog = catalog;
        this.apis = apis;
        this.limits = new StreamLimits(CONNECT, config.firstTokenTimeout(), config.idleTimeout(), IDLE_DELTA, TOTAL);
    }

    @Override
    public Multi<StreamEvent> answer(SynthesisRequest request, StageRecord record) {
        return answer(upstreams.anthropic(), request, record);
    }

    @Override
    public Multi<StreamEvent> answerAt(String endpoint, SynthesisRequest request, StageRecord record) {
        List<AnthropicEndpoint> alone = upstreams.anthropic().stream()
                .filter(each -> each.name().equals(endpoint))
                .toList();
        return answer(alone, request, record);
    }

    private Multi<StreamEvent> answer(List<AnthropicEndpoint> endpoints, SynthesisRequest request, StageRecord record) {
        return Uni.createFrom()
                .deferred(() -> open(endpoints, request, record))
                .onItem()
                .transformToMulti(stream -> stream.onFailure()
                        .transform(AnthropicSynthesisModel::afterWork)
                        .onCompletion()
                        .invoke(() -> warmSince = System.nanoTime()));
    }

    /// A stream is opened with its first delta, so that whatever fails later failed after work.
    private static Throwable afterWork(Throwable failure) {
        return failure instanceof GatewayException exception ? exception.afterWork() : failure;
    }

    private Uni<Multi<StreamEvent>> open(List<AnthropicEndpoint> all, SynthesisRequest request, StageRecord record) {
        boolean callersKey = request.overrides().credential() != null;
        if (all.isEmpty()) {
            return Uni.createFrom().failure(noEndpoint());
        }
        Call call = new Call(request, record, new ClaudeErrors(callersKey), callersKey ? List.of(all.getFirst()) : all);
        return openFrom(0, call).onFailure().invoke(failure -> noteGone(failure, request));
    }

    private Uni<Multi<StreamEvent>> openFrom(int index, Call call) {
        Uni<Multi<StreamEvent>> opened = openFitting(call.endpoints().get(index), call);
        if (index + 1 == call.endpoints().size()) {
            return opened;
        }
        return opened.onFailure(AnthropicSynthesisModel::mayServeElsewhere)
                .recoverWithUni(failure -> openFrom(index + 1, call));
    }

    /// An answer that would not fit the window beside its prompt gets a smaller bound, once.
    private Uni<Multi<StreamEvent>> openFitting(AnthropicEndpoint endpoint, Call call) {
        int wanted = call.request().maxTokens();
        return guarded(endpoint, call, wanted)
                .onFailure(failure -> fittingMaxTokens(failure) > 0 && fittingMaxTokens(failure) < wanted)
                .recoverWithUni(failure -> guarded(endpoint, call, fittingMaxTokens(failure)));
    }

    private Uni<Multi<StreamEvent>> guarded(AnthropicEndpoint endpoint, Call call, int maxTokens) {
        UpstreamCall post = new UpstreamCall(
                endpoint.name(),
                at(endpoint, "/v1/messages"),
                ClaudeHeaders.of(endpoint, call.request().overrides()),
                ClaudeRequestEncoder.answer(call.request(), maxTokens),
                limits);
        return guards.of(Stage.ANSWER, endpoint.name(), LONGEST_WAIT)
                .open(
                        () -> streams.open(
                                post,
                                new ClaudeStreamDecoder(call.record(), endpoint.name(), call.errors()),
                                call.errors(),
                                call.record()),
                        endpoint.equals(call.endpoints().getLast()));
    }

    @Override
    public Uni<Long> countTokens(SynthesisRequest request) {
        return Uni.createFrom().deferred(() -> {
            List<AnthropicEndpoint> all = upstreams.anthropic();
            if (all.isEmpty()) {
                return Uni.createFrom().failure(noEndpoint());
            }
            AnthropicEndpoint endpoint = all.getFirst();
            StageOverrides overrides = request.overrides();
            ClaudeErrors errors = new ClaudeErrors(overrides.credential() != null);
            return apis.of(endpoint)
                    .countTokens(
                            ClaudeHeaders.key(endpoint, overrides),
                            endpoint.version(),
                            ClaudeHeaders.of(endpoint, overrides).get(ClaudeHeaders.BETA),
                            ClaudeRequestEncoder.count(request))
                    .onFailure(failure -> !(failure instanceof GatewayException))
                    .transform(AnthropicSynthesisModel::unreachable)
                    .map(answer -> counted(answer, errors))
                    .onFailure()
                    .invoke(failure -> noteGone(failure, request));
        });
    }

    private static long counted(RestResponse<String> answer, ClaudeErrors errors) {
        String body = AnthropicApis.body(answer);
        if (answer.getStatus() == RestResponse.StatusCode.OK) {
            try (JsonParser parser = JSON.createParser(body)) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.VALUE_NUMBER_INT && "input_tokens".equals(parser.currentName())) {
                        return parser.getLongValue();
                    }
                }
            } catch (IOException e) {
                throw unreachable(e);
            }
        }
        throw errors.toException(answer.getStatus(), answer::getHeaderString, body);
    }

    @Override
    public Uni<Void> warmUp() {
        return Uni.createFrom()
                .deferred(() -> {
                    List<AnthropicEndpoint> all = upstreams.anthropic();
                    long now = System.nanoTime();
                    if (all.isEmpty() || now - warmSince < WARM.toNanos()) {
                        return Uni.createFrom().voidItem();
                    }
                    warmSince = now;
                    AnthropicEndpoint first = all.getFirst();
                    URI uri = at(first, "/v1/models/" + catalog.defaultModel().id());
                    return streams.touch(uri, ClaudeHeaders.of(first, StageOverrides.NONE))
                            .replaceWithVoid();
                })
                .onFailure()
                .recoverWithNull();
    }

    /// The vendor's 404 for a caller's key may be that account's own matter.
    private void noteGone(Throwable failure, SynthesisRequest request) {
        if (failure instanceof GatewayException exception
                && exception.kind() == ErrorKind.MODEL_NOT_FOUND
                && request.overrides().credential() == null) {
            catalog.markGone(request.model().id());
        }
    }

    private static boolean mayServeElsewhere(Throwable failure) {
        return failure instanceof GatewayException exception
                && switch (exception.kind()) {
                    case RATE_LIMITED,
                            UPSTREAM_ERROR,
                            OVERLOADED,
                            MODEL_UNAVAILABLE,
                            UPSTREAM_TIMEOUT,
                            MODEL_NOT_FOUND -> true;
                    default -> false;
                };
    }

    private static int fittingMaxTokens(Throwable failure) {
        return failure.getCause() instanceof ClaudeFailure answered ? answered.fittingMaxTokens() : 0;
    }

    static URI at(AnthropicEndpoint endpoint, String path) {
        String base = endpoint.baseUrl().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private static GatewayException noEndpoint() {
        return GatewayException.of(
                ErrorKind.MODEL_UNAVAILABLE, "model_unavailable", "No endpoint of the answering model is configured.");
    }

    private static GatewayException unreachable(Throwable cause) {
        return GatewayException.of(
                        ErrorKind.UPSTREAM_ERROR, "upstream_error", "The answering model's service cannot be reached.")
                .withCause(cause);
    }

    private record Call(
            SynthesisRequest request, StageRecord record, ClaudeErrors errors, List<AnthropicEndpoint> endpoints) {}
}
