package dev.deepreasoning.auth;

import dev.deepreasoning.auth.Caller.Mode;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.KeyFormat;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Recognises a caller by the key that it sends, in any of the three headers that SDKs use.
@ApplicationScoped
public class Authenticator {
    private static final String BEARER = "Bearer ";
    private static final String KEY_HELP = " Send it as `Authorization: Bearer <key>` or as `x-api-key: <key>`.";
    private static final String KEY_ID = "key-";
    private static final int ID_CHARACTERS = 16;
    private static final Caller ANYBODY = new Caller("open", Mode.OPEN, true);

    private final boolean open;
    private final boolean accounts;
    private final boolean looksUp;
    private final OwnKeys ownKeys;
    private final List<byte[]> digests;

    /// For the keys of this deployment.
    ///
    /// @param database where it has one, an open gateway knows accounts too
    @Inject
    public Authenticator(GatewayKeys keys, OwnKeys ownKeys, Database database) {
        this(keys, ownKeys, database.present());
    }

    Authenticator(GatewayKeys keys, OwnKeys ownKeys, boolean ledger) {
        this.ownKeys = ownKeys;
        this.open = keys.mode() == Mode.OPEN;
        this.accounts = keys.mode() == Mode.ACCOUNTS;
        this.looksUp = accounts || open && ledger;
        this.digests = keys.keys().stream().map(KeyFormat::hash).toList();
    }

    /// Tells who calls. Where headers disagree, `x-api-key` wins (as at Anthropic), then `Authorization`.
    ///
    /// @param authorization header of that name; only its bearer form counts
    /// @param xApiKey header `x-api-key`
    /// @param apiKey header `api-key`, Azure's form
    /// @param brought the caller's own keys for the upstreams; passed over where the operator does not allow them
    /// @param address where the caller calls from
    /// @throws GatewayException 401 `missing_api_key` or `invalid_api_key`, 429 for too many calls without a key
    public Caller authenticate(
            @Nullable String authorization,
            @Nullable String xApiKey,
            @Nullable String apiKey,
            UpstreamKeys brought,
            String address) {
        return authenticate(authorization, xApiKey, apiKey, brought, address, Optional.empty());
    }

    /// The same where keys are looked up.
    ///
    /// @param found the account's key that was sent, as [AccountKeys] found it
    public Caller authenticate(
            @Nullable String authorization,
            @Nullable String xApiKey,
            @Nullable String apiKey,
            UpstreamKeys brought,
            String address,
            Optional<AccountKey> found) {
        UpstreamKeys own = ownKeys.enabled() ? brought : UpstreamKeys.NONE;
        if (open) {
            return found.map(account -> holder(account, own)).orElseGet(() -> ANYBODY.with(own));
        }
        String key = sent(authorization, xApiKey, apiKey);
        if (key == null) {
            return anonymous(own, address);
        }
        if (accounts) {
            return holder(found.orElseThrow(Authenticator::unknown), own);
        }
        byte[] digest = KeyFormat.hash(key);
        boolean known = false;
        for (byte[] each : digests) {
            // No early exit: how long it takes says nothing about which key is near.
            known |= MessageDigest.isEqual(each, digest);
        }
        if (!known) {
            throw unknown();
        }
        return new Caller(KEY_ID + id(digest), Mode.STATIC, true, own);
    }

    /// What a key that is not known is told.
    public static GatewayException unknown() {
        return GatewayException.of(
                ErrorKind.AUTHENTICATION, "invalid_api_key", "This API key is not known here." + KEY_HELP);
    }

    /// Who signed in on the page; empty where what they signed in with opens nothing here, or no longer.
    public Optional<Caller> of(BrowserSession session) {
        return switch (session.kind()) {
            case ACCOUNT ->
                Optional.ofNullable(accounts ? session.account() : null)
                        .map(key ->
                                new Caller(key.account(), Mode.ACCOUNTS, false, UpstreamKeys.NONE, key).inPlayground());
            case STATIC ->
                digests.stream().anyMatch(each -> session.reference().equals(KEY_ID + id(each)))
                        ? Optional.of(new Caller(session.reference(), Mode.STATIC, true).inPlayground())
                        : Optional.empty();
            case ADMIN -> Optional.empty();
        };
    }

    /// Whether keys are looked up before a caller can be known.
    public boolean looksUp() {
        return looksUp;
    }

    private static Caller holder(AccountKey account, UpstreamKeys own) {
        return new Caller(account.account(), Mode.ACCOUNTS, false, own, account);
    }

    /// Nobody known, who needs nothing of the operator's where both keys are there.
    private Caller anonymous(UpstreamKeys own, String address) {
        if (!own.complete()) {
            String bring = ownKeys.enabled()
                    ? " Or bring your own keys: both `" + OwnKeys.REASONER + "` and `" + OwnKeys.ANSWERER + "`."
                    : "";
            throw GatewayException.of(
                    ErrorKind.AUTHENTICATION, "missing_api_key", "This gateway needs an API key." + KEY_HELP + bring);
        }
        ownKeys.admit(address);
        return new Caller("own-" + id(KeyFormat.hash(own.reasoner() + "\n" + own.answerer())), Mode.OPEN, false, own);
    }

    private static String id(byte[] digest) {
        return HexFormat.of().formatHex(digest).substring(0, ID_CHARACTERS);
    }

    /// The key that a request sends, in any of three headers.
    public static @Nullable String sent(
            @Nullable String authorization, @Nullable String xApiKey, @Nullable String apiKey) {
        if (xApiKey != null && !xApiKey.isBlank()) {
            return xApiKey.strip();
        }
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            String token = authorization.substring(BEARER.length()).strip();
            if (!token.isEmpty()) {
                return token;
            }
        }
        return apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
    }
}
