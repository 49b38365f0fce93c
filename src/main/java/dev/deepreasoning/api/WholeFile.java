package dev.deepreasoning.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/// Files that are given out as they are, before the framework looks for them.
public final class WholeFile {
    /// Order of a route that comes before the framework's own.
    public static final int BEFORE_THE_FRAMEWORK = -50_000;

    private WholeFile() {}

    /// Ends a response with a file; to HEAD with its length alone.
    public static void end(RoutingContext routing, Buffer body) {
        HttpServerResponse response = routing.response();
        if (routing.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader("content-length", Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }
}
