package dev.deepreasoning.auth;

import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.BillingConfig;
import dev.deepreasoning.ledger.BillingConfig.OnDatabaseFailure;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.KeyFormat;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.Offloading;
import dev.deepreasoning.ledger.Patience;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Looks up keys of accounts, and remembers each for less than the five seconds in which a revocation must take hold on
/// every replica.
@ApplicationScoped
public class AccountKeys {
    private static final Duration FRESH = Duration.ofSeconds(4);
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int MOST = 20_000;

    private final Keys keys;
    private final OidcAccounts signedIn;
    private final Offloading offloading;
    private final Clock clock;
    private final boolean remembers;
    private final Map<String, Found> recent = new ConcurrentHashMap<>();

    /// In a ledger.
    ///
    /// @param config whether keys seen before are good enough while the ledger cannot be asked
    @Inject
    public AccountKeys(Keys keys, OidcAccounts signedIn, Offloading offloading, Clock clock, BillingConfig config) {
        this.signedIn = signedIn;
        this.remembers = config.onDatabaseFailure() == OnDatabaseFailure.SERVE;
        this.keys = keys;
        this.offloading = offloading;
        this.clock = clock;
    }

    /// The valid key of an open account; empty where it is none. Fails with 503 where the database does not answer.
    ///
    /// @param key or an identity provider's token, where those stand for accounts
    /// @param patience of who sent it
    public Uni<Optional<AccountKey>> find(String key, Patience patience) {
        if (!signedIn.takes(key) && !KeyFormat.plausible(key)) {
            return Uni.createFrom().item(Optional.empty());
        }
        String name = HexFormat.of().formatHex(KeyFormat.hash(key));
        Instant now = clock.instant();
        Found known = recent.get(name);
        if (known != null && known.at.plus(FRESH).isAfter(now)) {
            return Uni.createFrom().item(known.valid(now));
        }
        Uni<Optional<AccountKey>> asked = offloading
                .call(patience, () -> ask(key))
                .map(found -> {
                    if (recent.size() >= MOST) {
                        recent.clear();
                    }
                    // As old as the question, not as the answer.
                    Found fresh = new Found(found, now);
                    recent.put(name, fresh);
                    return fresh.valid(now);
                });
        return remembers && known != null && known.at.plus(REMEMBERED).isAfter(now)
                ? asked.onFailure(Database::unavailable).recoverWithItem(() -> known.valid(now))
                : asked;
    }

    /// The same as it is at this moment, whatever is remembered. Blocks.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 503 where nobody can tell
    public Optional<AccountKey> findNow(String key) {
        Instant now = clock.instant();
        return new Found(ask(key), now).valid(now);
    }

    private Optional<ApiKey> ask(String key) {
        if (signedIn.takes(key)) {
            return signedIn.find(key);
        }
        return KeyFormat.plausible(key) ? keys.find(KeyFormat.hash(key)) : Optional.empty();
    }

    private record Found(Optional<ApiKey> key, Instant at) {
        Optional<AccountKey> valid(Instant now) {
            return key.filter(each -> each.valid(now))
                    .map(each -> new AccountKey(each.account(), each.id(), each.models(), each.endpoints()));
        }
    }
}
