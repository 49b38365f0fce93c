package dev.deepreasoning.upstream;

/// What a failure's cause knows about it beyond its kind: two failures that callers are told alike may call for
/// different next steps. Implemented by the causes of the exceptions that an [ErrorMapping] makes.
public interface FailureNature {
    /// Whether the same request may succeed at the same host a little later.
    boolean passing();

    /// Whether it speaks against the host's health, rather than against the request or the key.
    boolean outage();
}
