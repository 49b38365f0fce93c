package dev.deepreasoning.auth;

import dev.deepreasoning.auth.BrowserSession.Kind;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.KeyFormat;
import dev.deepreasoning.ledger.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sessions of the page: a key is exchanged for a secret of a few hours, which can be taken back. In the database where
/// there is one, so that every replica knows them; else in this process, and gone with it. Blocks.
@ApplicationScoped
public class BrowserSessions {
    /// How long a session lasts.
    public static final Duration LIFETIME = Duration.ofHours(8);

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int MOST_IN_PROCESS = 10_000;

    private final Database database;
    private final Sessions stored;
    private final Clock clock;
    private final Map<String, BrowserSession> inProcess = new ConcurrentHashMap<>();

    /// For the database of this deployment, if it has one.
    public BrowserSessions(Database database, Sessions stored, Clock clock) {
        this.database = database;
        this.stored = stored;
        this.clock = clock;
    }

    /// A session just begun.
    ///
    /// @param secret told this once
    public record Opened(String secret, Duration lasts) {
        /// Hides the secret.
        @Override
        public String toString() {
            return "Opened";
        }
    }

    /// Begins a session, which ends with what was signed in with if that is sooner.
    public Opened open(Identified who) {
        String secret = KeyFormat.random();
        Instant now = clock.instant();
        Instant expires = now.plus(LIFETIME);
        if (who.until() != null && who.until().isBefore(expires)) {
            expires = who.until();
        }
        if (database.present()) {
            stored.open(KeyFormat.hash(secret), who.kind().label(), who.reference(), expires);
        } else {
            inProcess.values().removeIf(each -> each.expires().isBefore(now));
            if (inProcess.size() >= MOST_IN_PROCESS) {
                inProcess.clear();
            }
            inProcess.put(name(secret), new BrowserSession(who.kind(), who.reference(), expires, null));
        }
        return new Opened(secret, Duration.between(now, expires));
    }

    /// The session of a secret, while it lasts and while what it was opened with is valid.
    public Optional<BrowserSession> find(String secret) {
        if (!SECRET.matcher(secret).matches()) {
            return Optional.empty();
        }
        if (!database.present()) {
            return Optional.ofNullable(inProcess.get(name(secret)))
                    .filter(each -> each.expires().isAfter(clock.instant()));
        }
        return stored.find(KeyFormat.hash(secret))
                .map(each -> new BrowserSession(
                        Kind.valueOf(each.kind().toUpperCase(Locale.ROOT)),
                        each.reference(),
                        each.expires(),
                        each.key() == null ? null : account(each.key())));
    }

    private static AccountKey account(ApiKey key) {
        return new AccountKey(key.account(), key.id(), key.models(), key.endpoints());
    }

    /// Ends a session, if there is one of this secret.
    public void close(@Nullable String secret) {
        if (secret == null || !SECRET.matcher(secret).matches()) {
            return;
        }
        if (database.present()) {
            stored.close(KeyFormat.hash(secret));
        } else {
            inProcess.remove(name(secret));
        }
    }

    private static String name(String secret) {
        return HexFormat.of().formatHex(KeyFormat.hash(secret));
    }
}
