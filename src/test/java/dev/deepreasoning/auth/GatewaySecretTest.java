package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.Deployment.Launch;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySecretTest {
    private static final Deployment KUBERNETES = new Deployment(Launch.PACKAGED, false, true);
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @Test
    void keysAreTheSameInEveryReplicaThatSharesTheSecret() {
        assertEquals(secret(HEX).signingKey(), secret(HEX).signingKey());
        assertEquals(secret(HEX).encryptionKey(), secret(HEX).encryptionKey());
        assertEquals("AES", secret(HEX).encryptionKey().getAlgorithm());
        assertEquals(32, secret(HEX).encryptionKey().getEncoded().length);
        assertNotEquals(
                HexFormat.of().formatHex(secret(HEX).signingKey().getEncoded()),
                HexFormat.of().formatHex(secret(HEX).encryptionKey().getEncoded()));
    }

    @ParameterizedTest
    @CsvSource({
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "' 000102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f '"
    })
    void hexAndBase64MeanTheSameBytes(String text) {
        assertEquals(secret(HEX).signingKey(), secret(text).signingKey());
    }

    @Test
    void urlSafeBase64MeansTheSameAsBase64() {
        assertEquals(
                secret("+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/8=").signingKey(),
                secret("-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_8").signingKey());
    }

    @Test
    void isRandomForOneRunOutsideKubernetes() {
        Deployment packaged = new Deployment(Launch.PACKAGED, false, false);

        assertNotEquals(
                new GatewaySecret(Optional.empty(), packaged).signingKey(),
                new GatewaySecret(Optional.empty(), packaged).signingKey());
        assertEquals(List.of(), problems(new GatewaySecret(Optional.empty(), packaged)));
    }

    @Test
    void isRequiredInsideKubernetes() {
        assertEquals(List.of("deepreasoning.secret"), problems(new GatewaySecret(Optional.empty(), KUBERNETES)));
        assertEquals(List.of(), problems(secret(HEX)));
    }

    @Test
    void refusesAShortSecret() {
        assertEquals(List.of("deepreasoning.secret"), problems(secret("changeit")));
        assertEquals(List.of(), problems(secret("a sentence of at least thirty-two bytes")));
    }

    private static GatewaySecret secret(String text) {
        return new GatewaySecret(Optional.of(text), KUBERNETES);
    }

    private static List<String> problems(GatewaySecret secret) {
        ConfigProblems problems = new ConfigProblems();
        secret.check(problems);
        return problems.problems().stream()
                .map(ConfigProblems.Problem::property)
                .toList();
    }

    @Test
    void refusesASecretThatCanBeGuessedInProduction() {
        assertEquals(List.of("deepreasoning.secret"), problems(secret("0".repeat(64))));
        assertEquals(List.of("deepreasoning.secret"), problems(secret("changeme-changeme-changeme-changeme")));
    }
}
