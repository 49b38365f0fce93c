package dev.deepreasoning.upstream.linkup;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunObserver.AttemptObserver;
import dev.deepreasoning.catalog.SearchEndpoint;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.pipeline.WebSearch;
import dev.deepreasoning.upstream.AnswerText;
import dev.deepreasoning.upstream.Egress;
import dev.deepreasoning.upstream.RetryAfter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// The web as Linkup finds it.
///
/// A rate limit, a server's failure and a lost connection are tried once more; an account without credit, or a refused
/// key, is left alone for a while. The time limit is one for all of it.
@ApplicationScoped
public class LinkupWebSearch implements WebSearch {
    private static final Logger LOG = Logger.getLogger(LinkupWebSearch.class);
    private static final int OK = 200;
    private static final long FIRST_WAIT_MILLIS = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final long REST_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final String HOST = "linkup";

    private final SearchEndpoint endpoint;
    private final LinkupApis apis;
    private final LongSupplier nanos;

    /// Until when the operator's key is left alone; 0 where it is not.
    private volatile long restingUntil;

    /// At the endpoint of this deployment.
    @Inject
    public LinkupWebSearch(SearchEndpoint endpoint, Egress egress) {
        this(endpoint, egress, System::nanoTime);
    }

    LinkupWebSearch(SearchEndpoint endpoint, Egress egress, LongSupplier nanos) {
        this.endpoint = endpoint;
        this.apis = new LinkupApis(egress);
        this.nanos = nanos;
    }

    @Override
    public Uni<List<WebPage>> search(SearchRequest request, StageRecord record) {
        return Uni.createFrom().deferred(() -> {
            String callers = request.credential();
            String key = callers == null ? endpoint.apiKey() : callers;
            if (key == null) {
                return Uni.createFrom().failure(unavailable("No key for the web search is configured."));
            }
            if (callers == null && resting()) {
                return Uni.createFrom().failure(unavailable("The web search is resting."));
            }
            String asked = request.options().depth();
            String depth = asked == null ? endpoint.depth() : asked;
            Duration limit = endpoint.timeout(depth);
            Uni<List<WebPage>> once = once(request, depth, key, limit, record);
            return once.onFailure(LinkupWebSearch::mayPass)
                    .recoverWithUni(failure -> Uni.createFrom()
                            .voidItem()
                            .onItem()
                            .delayIt()
                            .by(wait(failure))
                            .chain(() -> once))
                    .ifNoItem()
                    .after(limit)
                    .failWith(() -> GatewayException.of(
                            ErrorKind.UPSTREAM_TIMEOUT, "upstream_timeout", "The web search took too long."))
                    .invoke(pages -> {
                        // What found nothing costs nothing there.
                        if (!pages.isEmpty()) {
                            record.served(HOST, depth);
                        }
                    })
                    .onFailure()
                    .invoke(failure -> note(failure, callers == null));
        });
    }

    private Uni<List<WebPage>> once(
            SearchRequest request, String depth, String key, Duration limit, StageRecord record) {
        return Uni.createFrom().deferred(() -> {
            AttemptObserver attempt = record.attempt(HOST);
            return apis.of(endpoint.baseUrl(), limit)
                    .search("Bearer " + key, attempt.headers().get("traceparent"), LinkupQuestion.body(request, depth))
                    .map(answer -> pages(answer, LinkupQuestion.most(request)))
                    .onFailure(failure -> !(failure instanceof GatewayException))
                    .transform(LinkupWebSearch::broken)
                    .onItem()
                    .invoke(attempt::opened)
                    .onFailure(GatewayException.class)
                    .invoke(failure -> attempt.failed((GatewayException) failure))
                    .onCancellation()
                    .invoke(attempt::abandoned);
        });
    }

    private static List<WebPage> pages(RestResponse<String> answer, int most) {
        String body = AnswerText.of(answer, LinkupApis.LONGEST_BODY);
        if (answer.getStatus() != OK) {
            String code = LinkupErrors.code(body);
            if (LinkupErrors.nothingFound(code)) {
                return List.of();
            }
            throw LinkupErrors.failure(answer.getStatus(), code, RetryAfter.parse(answer::getHeaderString));
        }
        try {
            List<WebPage> pages = LinkupResults.read(body);
            return pages.size() > most ? pages.subList(0, most) : pages;
        } catch (IOException e) {
            throw LinkupErrors.illegal().withCause(e);
        }
    }

    private static boolean mayPass(Throwable failure) {
        if (!(failure instanceof GatewayException known)) {
            return false;
        }
        Duration wait = known.retryAfter();
        return (known.kind() == ErrorKind.RATE_LIMITED || known.kind() == ErrorKind.UPSTREAM_ERROR)
                && !LinkupErrors.ILLEGAL.equals(known.code())
                && (wait == null || wait.compareTo(LONGEST_WAIT) <= 0);
    }

    private static Duration wait(Throwable failure) {
        Duration told = failure instanceof GatewayException known ? known.retryAfter() : null;
        if (told != null) {
            return told.isPositive() ? told : Duration.ofMillis(1);
        }
        return Duration.ofMillis(FIRST_WAIT_MILLIS + ThreadLocalRandom.current().nextLong(FIRST_WAIT_MILLIS));
    }

    private boolean resting() {
        long until = restingUntil;
        return until != 0 && nanos.getAsLong() - until < 0;
    }

    /// For the operator, who alone can do something about it. The words of the search are nobody's but the caller's.
    private void note(Throwable failure, boolean operatorsKey) {
        if (!(failure instanceof GatewayException known)) {
            return;
        }
        boolean hopeless = known.kind() == ErrorKind.INSUFFICIENT_CREDITS || known.kind() == ErrorKind.AUTHENTICATION;
        if (hopeless && operatorsKey) {
            restingUntil = nanos.getAsLong() + REST_NANOS | 1;
            LOG.errorf("%s (%s) It rests for five minutes.", known.publicMessage(), code(known));
        } else {
            LOG.warnf("%s (%s)", known.publicMessage(), code(known));
        }
    }

    /// A code that came over the wire is shown only where it looks like one.
    private static String code(GatewayException failure) {
        @Nullable String code = failure.code();
        return code != null && code.matches("[A-Za-z_]{1,60}")
                ? code
                : failure.kind().name();
    }

    private static GatewayException unavailable(String message) {
        return GatewayException.of(ErrorKind.MODEL_UNAVAILABLE, "search_unavailable", message);
    }

    private static GatewayException broken(Throwable cause) {
        if (LinkupApis.isTooLong(cause)) {
            return LinkupErrors.illegal().withCause(cause);
        }
        return GatewayException.of(ErrorKind.UPSTREAM_ERROR, "upstream_error", "The web search cannot be reached.")
                .withCause(cause);
    }
}
