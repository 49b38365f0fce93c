package dev.deepreasoning.auth;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who makes a request.
///
/// @param id stable for one key over all replicas; never the key itself
/// @param mode how the caller was recognised
/// @param operator may see hosts, upstream costs and margin
/// @param keys the caller's own, in place of the operator's
/// @param account by which it was recognised; absent in other modes
/// @param source by what it calls
public record Caller(
        String id,
        Mode mode,
        boolean operator,
        UpstreamKeys keys,
        @Nullable AccountKey account,
        Source source) {
    /// A caller without upstream keys.
    public Caller(String id, Mode mode, boolean operator) {
        this(id, mode, operator, UpstreamKeys.NONE, null);
    }

    /// A caller of the API.
    public Caller(String id, Mode mode, boolean operator, UpstreamKeys keys, @Nullable AccountKey account) {
        this(id, mode, operator, keys, account, Source.API);
    }

    /// A caller without an account.
    public Caller(String id, Mode mode, boolean operator, UpstreamKeys keys) {
        this(id, mode, operator, keys, null);
    }

    /// The same with keys of its own.
    public Caller with(UpstreamKeys own) {
        return new Caller(id, mode, operator, own, account, source);
    }

    /// The same in the gateway's own page.
    public Caller inPlayground() {
        return new Caller(id, mode, operator, keys, account, Source.PLAYGROUND);
    }

    /// By what a caller calls.
    public enum Source {
        API,
        PLAYGROUND;

        /// Lower case, as stored and shown.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Ways to be recognised.
    public enum Mode {
        /// Not at all: development and demo, or a stranger who needs nothing but keys of its own.
        OPEN,
        /// By one of the configured keys.
        STATIC,
        /// By an account's key.
        ACCOUNTS
    }
}
