package dev.deepreasoning.simulator;

/// How fast one answer comes, and how its bytes are cut.
///
/// @param firstTokenMillis from the request to the first event
/// @param intervalMillis from event to event; 0 is as fast as the reader takes it
/// @param odd writes end inside events
/// @param crlf lines end with CR LF
record Pace(int firstTokenMillis, int intervalMillis, int tokensPerEvent, boolean odd, boolean crlf) {
    static Pace of(SimulatorConfig config, Directives directives) {
        return new Pace(
                directives.number(
                        "first-token-ms", (int) config.firstTokenDelay().toMillis()),
                directives.number("interval-ms", (int) config.interval().toMillis()),
                Math.max(1, directives.number("tokens-per-event", config.tokensPerEvent())),
                directives.text("chunking", "").equals("odd"),
                directives.text("line-ends", "").equals("crlf"));
    }
}
