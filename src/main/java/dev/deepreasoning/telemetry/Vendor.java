package dev.deepreasoning.telemetry;

import dev.deepreasoning.canonical.Stage;

/// A stage's upstream in the words of OpenTelemetry's GenAI conventions.
///
/// @param provider `gen_ai.provider.name`
/// @param operation `gen_ai.operation.name`
record Vendor(String provider, String operation) {
    private static final Vendor LINKUP = new Vendor("linkup", "web_search");
    private static final Vendor DEEPSEEK = new Vendor("deepseek", "chat");
    private static final Vendor ANTHROPIC = new Vendor("anthropic", "chat");

    static Vendor of(Stage stage) {
        return switch (stage) {
            case SEARCH -> LINKUP;
            case REASONING -> DEEPSEEK;
            case ANSWER -> ANTHROPIC;
        };
    }
}
