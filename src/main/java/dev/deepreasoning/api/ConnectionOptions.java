package dev.deepreasoning.api;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/// How the gateway's own connections behave: a token leaves at once (no Nagle), and the kernel holds little per connection,
/// so that a slow reader is felt, and does not fill megabytes for each of 2,000 streams. HTTP/2 is for TLS alone: clients
/// that ask for it by an upgrade (Java's own does, by default) lose answers over 16 KiB that follow the upgrade at once.
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
        options.setTcpNoDelay(true).setSendBufferSize(SEND_BUFFER).setHttp2ClearTextEnabled(false);
    }
}
