package dev.deepreasoning;

import dev.deepreasoning.api.RequestBorder;
import dev.deepreasoning.api.document.ApiDocument;
import dev.deepreasoning.check.CheckCommand;
import dev.deepreasoning.check.GatewayProbe;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The program: without arguments it serves; `check` asks every upstream one tiny question, `check URL` sends one request
/// through a gateway that runs elsewhere, `migrate` brings the database's tables to this version; these three end.
@QuarkusMain
public final class Gateway {
    private static final int USAGE = 2;
    private static final String MIGRATE = "migrate";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// A check can run beside a gateway that serves, and its standard output is its report.
    private static final Map<String, String> QUIET = Map.of(
            "quarkus.http.host", "127.0.0.1",
            "quarkus.http.port", "0",
            "quarkus.log.console.stderr", "true",
            "quarkus.log.level", "WARN");

    /// Quarkus' own way to do what is done once before a start, and then to end: neither upstreams nor keys are looked at.
    private static final Map<String, String> ONLY_MIGRATION = Map.of(
            "quarkus.http.host", "127.0.0.1",
            "quarkus.http.port", "0",
            "quarkus.init-and-exit", "true",
            "quarkus.flyway.migrate-at-start", "true");

    private Gateway() {}

    /// Starts it.
    public static void main(String... args) {
        ApiDocument.hideFromTheFramework();
        RequestBorder.hearIllegalAddresses();
        start(Quarkus::run, System::exit, args);
    }

    /// @param exit takes the exit code where the arguments mean nothing
    static void start(Runtime runtime, IntConsumer exit, String... args) {
        if (args.length == 0) {
            runtime.run(null, args);
        } else if (args.length == 1 && args[0].equals(CheckCommand.NAME)) {
            QUIET.forEach(System::setProperty);
            runtime.run(CheckCommand.class, args);
        } else if (args.length == 1 && args[0].equals(MIGRATE)) {
            if (databaseIsNamed()) {
                ONLY_MIGRATION.forEach(System::setProperty);
                runtime.run(null, args);
            } else {
                System.err.println("Nothing to migrate: QUARKUS_DATASOURCE_JDBC_URL does not say where PostgreSQL is.");
                exit.accept(USAGE);
            }
        } else if (args.length == 2
                && args[0].equals(CheckCommand.NAME)
                && args[1].matches("https?://[\\w.:\\[\\]/-]+")) {
            exit.accept(
                    new GatewayProbe(URI.create(args[1]), System.getenv(GatewayProbe.KEY), PATIENCE, System.out).run());
        } else {
            System.err.println("Unknown arguments. Without any, the gateway serves; `check` asks every upstream one"
                    + " tiny question; `check http://HOST:PORT` sends one request through a running gateway.");
            exit.accept(USAGE);
        }
    }

    /// There is no configuration yet to ask; without a database the framework would end as if all were done.
    private static boolean databaseIsNamed() {
        return System.getenv("QUARKUS_DATASOURCE_JDBC_URL") != null
                || System.getProperty("quarkus.datasource.jdbc.url") != null;
    }

    /// What runs an application until it ends.
    @FunctionalInterface
    interface Runtime {
        /// @param application absent: serve
        void run(@Nullable Class<? extends QuarkusApplication> application, String... args);
    }
}
