package dev.deepreasoning;

import dev.deepreasoning.check.CheckCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/// The program: without arguments it serves; `check` asks every upstream one tiny question, and ends.
@QuarkusMain
public final class Gateway {
    private static final int USAGE = 2;

    private Gateway() {}

    /// Starts it.
    public static void main(String... args) {
        if (args.length == 0) {
            Quarkus.run(args);
        } else if (args.length == 1 && args[0].equals(CheckCommand.NAME)) {
            beQuiet();
            Quarkus.run(CheckCommand.class, args);
        } else {
            System.err.println("Unknown arguments. Without any, the gateway serves; `check` asks every upstream one"
                    + " tiny question.");
            System.exit(USAGE);
        }
    }

    /// A check can run beside a gateway that serves, and its standard output is its report.
    private static void beQuiet() {
        System.setProperty("quarkus.http.host", "127.0.0.1");
        System.setProperty("quarkus.http.port", "0");
        System.setProperty("quarkus.log.console.stderr", "true");
        System.setProperty("quarkus.log.level", "WARN");
    }
}
