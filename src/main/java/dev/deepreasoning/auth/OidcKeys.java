package dev.deepreasoning.auth;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Offloading;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;

/// The identity provider's keys, remembered for ten minutes, and asked for by one call for all who wait. Blocks.
@ApplicationScoped
public class OidcKeys {
    private static final Logger LOG = Logger.getLogger(OidcKeys.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /// Anybody can name a key that does not exist.
    private static final Duration BETWEEN_STRANGE_KEYS = Duration.ofSeconds(30);

    /// Shorter than what [Offloading] gives its callers; the question itself goes on, and its answer is for the next.
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private final OidcDocuments documents;
    private final Offloading offloading;
    private final Clock clock;

    private volatile @Nullable Fetched latest;
    private @Nullable CompletableFuture<Fetched> underWay;
    private Instant asked = Instant.EPOCH;

    /// Of the provider of this deployment.
    public OidcKeys(OidcDocuments documents, Offloading offloading, Clock clock) {
        this.documents = documents;
        this.offloading = offloading;
        this.clock = clock;
    }

    private record Fetched(List<JsonWebKey> keys, Instant at) {
        boolean has(String id) {
            return keys.stream().anyMatch(each -> id.equals(each.getKeyId()));
        }
    }

    /// The keys as they were a while ago; as they are now where this one is not among them.
    ///
    /// @param id the key that is wanted; absent where a token names none
    /// @throws GatewayException 503 `identity_provider_unavailable`
    List<JsonWebKey> with(@Nullable String id) {
        Instant now = clock.instant();
        Fetched known = latest;
        if (known == null || !known.at.plus(REMEMBERED).isAfter(now)) {
            return fetched(now, OidcCalls.RETRY_AFTER).keys;
        }
        if (id != null && !known.has(id)) {
            return fetched(now, BETWEEN_STRANGE_KEYS).keys;
        }
        return known.keys;
    }

    /// Has them read where they are not known, for somebody who will bring a token soon. Waits for nothing.
    void foresee() {
        Instant now = clock.instant();
        Fetched known = latest;
        if (known == null || !known.at.plus(REMEMBERED).isAfter(now)) {
            var _ = answer(now, OidcCalls.RETRY_AFTER);
        }
    }

    /// @param least time between two questions; within it the answer is what the last one was
    private synchronized CompletableFuture<Fetched> answer(Instant now, Duration least) {
        CompletableFuture<Fetched> answer = underWay;
        if (answer == null || answer.isDone() && !asked.plus(least).isAfter(now)) {
            asked = now;
            answer = ask(now);
            underWay = answer;
        }
        return answer;
    }

    private Fetched fetched(Instant now, Duration least) {
        try {
            return answer(now, least).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable(e);
        }
    }

    private CompletableFuture<Fetched> ask(Instant now) {
        CompletableFuture<Fetched> answer = new CompletableFuture<>();
        offloading.later(() -> {
            try {
                Fetched fetched = new Fetched(documents.keys(), now);
                latest = fetched;
                answer.complete(fetched);
            } catch (IOException | InterruptedException | RuntimeException e) {
                LOG.warnf(
                        "The identity provider's keys cannot be read: %s (%s).",
                        e.getMessage(), e.getClass().getSimpleName());
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static GatewayException unavailable(Exception cause) {
        return OidcCalls.unavailable("The identity provider's keys cannot be read now.")
                .withCause(cause);
    }
}
