package dev.deepreasoning.upstream;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/// How the REST clients of all upstreams are built: answers come with any status, and no redirect is followed.
public final class PlainCalls {
    private static final long CONNECT_SECONDS = 5;
    private static final int POOL = 4_096;

    private PlainCalls() {}

    /// A client of an address, to be completed with its time limit.
    ///
    /// It opens as many connections as the gateway has callers. A client that is built by hand does not see
    /// `quarkus.rest-client.connection-pool-size`, and has 50 (measured): the calls beyond wait for one another.
    public static QuarkusRestClientBuilder client(URI base, Egress egress) {
        QuarkusRestClientBuilder builder = QuarkusRestClientBuilder.newBuilder()
                .baseUri(base)
                .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .followRedirects(false)
                .property("microprofile.rest.client.disable.default.mapper", true)
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, POOL);
        return egress.leading(builder, base);
    }
}
