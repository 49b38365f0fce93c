package dev.deepreasoning.auth;

import dev.deepreasoning.auth.Caller.Mode;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.StartCheck;
import dev.deepreasoning.ledger.KeyFormat;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The keys that open this deployment, and how it came by them.
@Singleton
public class GatewayKeys implements StartCheck {
    private static final String MODE = "deepreasoning.auth.mode";
    private static final String KEYS = "deepreasoning.auth.keys";
    private static final String PREFIX = "sk-deepreasoning-";

    private final Optional<Mode> configured;
    private final Deployment deployment;
    private final Mode mode;
    private final List<String> keys;
    private final boolean madeUp;

    /// Decides by configuration and surroundings.
    @Inject
    public GatewayKeys(AuthConfig config, Deployment deployment) {
        this.configured = config.mode();
        this.deployment = deployment;
        List<String> given = config.keys().orElse(List.of()).stream()
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
        this.mode = configured.orElse(given.isEmpty() && deployment.mayBeOpen() ? Mode.OPEN : Mode.STATIC);
        this.madeUp = configured.isEmpty() && mode == Mode.STATIC && given.isEmpty();
        this.keys = madeUp ? List.of(random()) : given;
    }

    /// How callers are recognised.
    public Mode mode() {
        return mode;
    }

    List<String> keys() {
        return keys;
    }

    /// The sentence that tells the operator the one random key of this run; only ever for standard error, because
    /// logs are shipped and kept.
    public Optional<String> announcement() {
        return madeUp
                ? Optional.of("No gateway key is configured (" + KEYS + "), so this run has one of its own:\n\n    "
                        + keys.getFirst() + "\n\nIt is not shown again, and ends with this process.")
                : Optional.empty();
    }

    @Override
    public void check(ConfigProblems problems) {
        switch (mode) {
            case OPEN ->
                problems.require(
                        deployment.mayBeOpen(),
                        MODE,
                        "`open` is for development and for `deepreasoning.demo=true` only: write `static` and give "
                                + KEYS + ".");
            case STATIC -> checkStatic(problems);
            case ACCOUNTS ->
                problems.require(
                        keys.isEmpty(),
                        KEYS,
                        "is for the mode `static`: with `accounts` keys are made by the API. Remove it.");
        }
    }

    private void checkStatic(ConfigProblems problems) {
        if (madeUp) {
            problems.require(
                    !deployment.kubernetes(),
                    KEYS,
                    "must be set inside Kubernetes, because every replica would make up a key of its own: write one"
                            + " or more keys, separated by commas.");
        } else {
            problems.require(
                    !keys.isEmpty(),
                    KEYS,
                    "is empty, so nobody could call: write one or more keys, separated by commas.");
            problems.require(
                    deployment.mayBeOpen() || keys.stream().noneMatch(WeakSecrets::has),
                    KEYS,
                    "holds a key that can be guessed (short, or from an example): write keys of at least 16 random"
                            + " characters, for example from `openssl rand -hex 32`.");
        }
    }

    private static String random() {
        return PREFIX + KeyFormat.random();
    }
}
