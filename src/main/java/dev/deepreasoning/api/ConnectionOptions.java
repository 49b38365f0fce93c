package dev.deepreasoning.api;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/// How the gateway's own connections behave: a token leaves at once (no Nagle), and the kernel holds little per connection,
/// so that a slow reader is felt, and does not fill megabytes for each of 2,000 streams.
@ApplicationScoped
public class ConnectionOptions implements HttpServerOptionsCustomizer {
    private static final int SEND_BUFFER = 128 * 1024;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        customize(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customize(options);
    }

    private static void customize(HttpServerOptions options) {
        options.setTcpNoDelay(true).setSendBufferSize(SEND_BUFFER);
    }
}
