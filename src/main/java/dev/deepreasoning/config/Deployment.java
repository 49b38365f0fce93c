package dev.deepreasoning.config;

/// In what surroundings the gateway runs, as far as its defaults depend on it.
///
/// @param launch how it was started
/// @param demo simulated upstreams were asked for
/// @param kubernetes one of several replicas, which must share what one process could make up for itself
public record Deployment(Launch launch, boolean demo, boolean kubernetes) {
    /// True where a gateway that anybody may call is no accident.
    public boolean mayBeOpen() {
        return demo || launch != Launch.PACKAGED;
    }

    /// How the gateway was started.
    public enum Launch {
        /// `quarkus:dev`.
        DEV,
        /// Inside a test.
        TEST,
        /// As a jar or a native binary.
        PACKAGED
    }
}
