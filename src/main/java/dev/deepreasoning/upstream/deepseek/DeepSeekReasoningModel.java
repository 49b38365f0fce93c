package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.catalog.ByokConfig;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.pipeline.ReasoningModel;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.upstream.EventStreamClient;
import dev.deepreasoning.upstream.OpeningGuards;
import dev.deepreasoning.upstream.StreamLimits;
import dev.deepreasoning.upstream.UpstreamCall;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The reasoner behind its ordered list of hosts: the first that begins to think is listened to.
@ApplicationScoped
public class DeepSeekReasoningModel implements ReasoningModel {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration IDLE_DELTA_MORE = Duration.ofSeconds(30);

    private final Upstreams upstreams;
    private final ByokConfig byok;
    private final EventStreamClient client;
    private final DeepSeekApis apis;
    private final ReasonerForms forms;
    private final OpeningGuards guards;

    /// The reasoner of a deployment.
    public DeepSeekReasoningModel(
            Upstreams upstreams,
            ByokConfig byok,
            EventStreamClient client,
            DeepSeekApis apis,
            ReasonerForms forms,
            OpeningGuards guards) {
        this.upstreams = upstreams;
        this.byok = byok;
        this.client = client;
        this.apis = apis;
        this.forms = forms;
        this.guards = guards;
    }

    @Override
    public Multi<StreamEvent> reason(ReasoningRequest request, StageRecord record) {
        List<ReasonerHost> hosts = request.overrides().credential() == null
                ? ordered(upstreams.reasoners())
                : ownKeyHost(upstreams.reasoners());
        return hosts.isEmpty()
                ? Multi.createFrom()
                        .failure(GatewayException.of(
                                ErrorKind.MODEL_UNAVAILABLE, "model_unavailable", "No reasoning host is configured."))
                : firstOf(hosts, request, record);
    }

    /// The one host that a caller's own key may be shown to, whatever happens there: the one that the operator named,
    /// else the first choice.
    private List<ReasonerHost> ownKeyHost(List<ReasonerHost> hosts) {
        Optional<String> named = byok.reasoner();
        return hosts.stream()
                .filter(host ->
                        upstreams.simulated() || named.isEmpty() || host.name().equals(named.get()))
                .limit(1)
                .toList();
    }

    @Override
    public Multi<StreamEvent> reasonAt(String host, ReasoningRequest request, StageRecord record) {
        List<ReasonerHost> alone = upstreams.reasoners().stream()
                .filter(each -> each.name().equals(host))
                .toList();
        return alone.isEmpty() ? reason(request, record) : firstOf(alone, request, record);
    }

    @Override
    public Uni<List<String>> modelsAt(String host) {
        return upstreams.reasoners().stream()
                .filter(each -> each.name().equals(host))
                .findFirst()
                .map(apis::models)
                .orElseGet(() -> Uni.createFrom().item(List.of()));
    }

    private Multi<StreamEvent> firstOf(List<ReasonerHost> tried, ReasoningRequest request, StageRecord record) {
        long started = System.nanoTime();
        Uni<Multi<StreamEvent>> opened = open(tried.getFirst(), tried.size() == 1, request, record, started);
        for (ReasonerHost next : tried.subList(1, tried.size())) {
            opened = opened.onFailure(DeepSeekReasoningModel::mayMoveOn)
                    .recoverWithUni(() -> open(next, next.equals(tried.getLast()), request, record, started));
        }
        return opened.onItem().transformToMulti(events -> events);
    }

    /// By priority; among equals by chance, in the proportion of their weights.
    private static List<ReasonerHost> ordered(List<ReasonerHost> hosts) {
        List<ReasonerHost> order = new ArrayList<>(hosts.size());
        List<ReasonerHost> left = new ArrayList<>(hosts);
        while (!left.isEmpty()) {
            int priority = left.getFirst().priority();
            List<ReasonerHost> equals =
                    left.stream().filter(host -> host.priority() == priority).toList();
            int dice = ThreadLocalRandom.current()
                    .nextInt(equals.stream().mapToInt(ReasonerHost::weight).sum());
            int index = 0;
            while (dice >= equals.get(index).weight()) {
                dice -= equals.get(index++).weight();
            }
            ReasonerHost next = equals.get(index);
            order.add(next);
            left.remove(next);
        }
        return order;
    }

    /// A prompt that is too long for one host, or a member that it does not know, may fit the next; a caller's wrong key
    /// has only one host.
    private static boolean mayMoveOn(Throwable failure) {
        return !(failure instanceof GatewayException exception && exception.kind() == ErrorKind.AUTHENTICATION);
    }

    private Uni<Multi<StreamEvent>> open(
            ReasonerHost host, boolean last, ReasoningRequest request, StageRecord record, long started) {
        return guards.of(Stage.REASONING, host.name(), LONGEST_WAIT)
                .open(() -> attempt(host, request, record, started), last);
    }

    private Uni<Multi<StreamEvent>> attempt(
            ReasonerHost host, ReasoningRequest request, StageRecord record, long started) {
        Duration left = request.total().minusNanos(System.nanoTime() - started);
        if (left.isNegative() || left.isZero()) {
            return Uni.createFrom()
                    .failure(GatewayException.of(
                            ErrorKind.UPSTREAM_TIMEOUT, "upstream_timeout", "The reasoning took too long."));
        }
        record.served(host.name(), host.model());
        ReasonerStreamDecoder decoder = new ReasonerStreamDecoder(host, request, record, forms);
        UpstreamCall call = new UpstreamCall(
                host.name(),
                ReasonerRequestEncoder.uri(host),
                ReasonerRequestEncoder.headers(host, request.overrides()),
                ReasonerRequestEncoder.body(host, request),
                new StreamLimits(
                        CONNECT,
                        host.firstTokenTimeout(),
                        host.idleTimeout(),
                        host.idleTimeout().plus(IDLE_DELTA_MORE),
                        shorter(left, host.totalTimeout())));
        return client.open(call, decoder, ReasonerErrors.of(request), record)
                .map(events -> surviving(events, decoder, request, record));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /// A thought that is cut half-way is still worth handing over: the failure becomes an early end.
    private static Multi<StreamEvent> surviving(
            Multi<StreamEvent> events, ReasonerStreamDecoder decoder, ReasoningRequest request, StageRecord record) {
        OpenBlock open = new OpenBlock();
        return events.onItem()
                .invoke(open::see)
                .onFailure(_ -> open.seen && !(request.answerWanted() && open.index != 0))
                .recoverWithMulti(() -> {
                    record.cut();
                    return open.index < 0
                            ? Multi.createFrom().empty()
                            : Multi.createFrom().item(new BlockStopped(open.index));
                })
                .onTermination()
                .invoke(decoder::settle);
    }

    /// Which block the caller has open.
    private static final class OpenBlock {
        private int index = -1;
        private boolean seen;

        void see(StreamEvent event) {
            if (event instanceof BlockStarted start) {
                seen = true;
                index = start.index();
            } else if (event instanceof BlockStopped) {
                index = -1;
            }
        }
    }
}
