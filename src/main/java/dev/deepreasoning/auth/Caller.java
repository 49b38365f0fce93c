package dev.deepreasoning.auth;

import org.jspecify.annotations.Nullable;

/// Who makes a request.
///
/// @param id stable for one key over all replicas; never the key itself
/// @param mode how the caller was recognised
/// @param operator may see hosts, upstream costs and margin
/// @param keys the caller's own, in place of the operator's
/// @param account by which it was recognised; absent in other modes
public record Caller(
        String id,
        Mode mode,
        boolean operator,
        UpstreamKeys keys,
        @Nullable AccountKey account) {
    /// A caller without upstream keys.
    public Caller(String id, Mode mode, boolean operator) {
        this(id, mode, operator, UpstreamKeys.NONE, null);
    }

    /// A caller without an account.
    public Caller(String id, Mode mode, boolean operator, UpstreamKeys keys) {
        this(id, mode, operator, keys, null);
    }

    /// The same with keys of its own.
    public Caller with(UpstreamKeys own) {
        return new Caller(id, mode, operator, own, account);
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
