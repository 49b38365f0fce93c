package dev.deepreasoning.ledger;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// A gateway with a PostgreSQL, callers who pay, and an admin API.
public final class AdminResource implements QuarkusTestResourceLifecycleManager {
    /// A token of the admin API.
    public static final String TOKEN = "adm-7Hq2nVbX0sLwT9cKfZ4m";

    /// Another, of which the gateway knows the SHA-256 alone.
    public static final String SECOND_TOKEN = "adm-second-5Tz8RkYp1Jw";

    private static final String SECOND_HASH = "sha256:" + HexFormat.of().formatHex(KeyFormat.hash(SECOND_TOKEN));

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(new PostgresResource().start());
        settings.put("deepreasoning.admin.token", TOKEN + ", " + SECOND_HASH);
        return settings;
    }

    @Override
    public void stop() {}
}
