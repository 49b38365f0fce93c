package dev.deepreasoning.auth;

import dev.deepreasoning.canonical.GatewayException;
import io.github.bucket4j.Bucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/// Sign-ins on the page that fail, by the address that they come from: thirty a minute. Keys are too long to be guessed;
/// this is for the database, which is asked for each. What succeeds is not counted, nor what fails by the gateway's or
/// the provider's own fault.
@ApplicationScoped
public class SignInAttempts {
    private static final int PER_MINUTE = 30;
    private static final int FAULT = 500;

    private final AddressBuckets buckets = new AddressBuckets(PER_MINUTE);

    /// Of this process.
    public SignInAttempts() {}

    /// Makes an attempt, unless there were too many: then nothing is looked up, whatever it would have come to.
    ///
    /// @throws GatewayException 429 `rate_limit_exceeded`, or what the attempt itself throws
    public <T> T make(String address, Supplier<T> attempt) {
        // Taken before and given back after: of many at the same time no more are made.
        Bucket bucket =
                buckets.take(address, "Too many sign-ins from this address have failed: " + PER_MINUTE + " a minute.");
        try {
            T made = attempt.get();
            bucket.addTokens(1);
            return made;
        } catch (GatewayException refused) {
            if (refused.kind().status() >= FAULT) {
                bucket.addTokens(1);
            }
            throw refused;
        }
    }
}
