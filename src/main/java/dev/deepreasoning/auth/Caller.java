package dev.deepreasoning.auth;

/// Who makes a request.
///
/// @param id stable for one key over all replicas; never the key itself
/// @param mode how the caller was recognised
/// @param operator may see hosts, upstream costs and margin
public record Caller(String id, Mode mode, boolean operator) {
    /// Ways to be recognised.
    public enum Mode {
        /// Not at all: development and demo.
        OPEN,
        /// By one of the configured keys.
        STATIC,
        /// By an account's key.
        ACCOUNTS
    }
}
