package dev.deepreasoning.auth;

import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.Deployment.Launch;
import java.util.Optional;

/// A seal whose secret does not change, so that what it signs can stand in a file.
public final class Seals {
    private Seals() {}

    public static ReasoningSeal fixed() {
        return of("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    }

    static ReasoningSeal of(String secret) {
        return new ReasoningSeal(new GatewaySecret(Optional.of(secret), new Deployment(Launch.PACKAGED, false, false)));
    }
}
