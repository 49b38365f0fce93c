package dev.deepreasoning.api;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Patience;
import dev.deepreasoning.telemetry.Endpoint;
import dev.deepreasoning.telemetry.Telemetry;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where a request enters the house: it gets its id, its path is tidied, and what the HTTP framework refuses is told in
/// the caller's dialect.
@ApplicationScoped
public class RequestBorder {
    private static final String ID = "deepreasoning.request-id";
    private static final String PATIENCE = "deepreasoning.patience";
    private static final Logger LOG = Logger.getLogger(RequestBorder.class);
    private static final String INSIDE = "/q/";
    private static final String PREFIX = "req_";
    private static final int ID_BYTES = 12;
    private static final int FIRST = -100_000;
    private static final int INTERNAL = 500;
    private static final int TOO_LARGE = 413;
    private static final List<Integer> FRAMEWORK = List.of(400, 404, 405, 406, 413, 414, 415, 500, 501, 503);

    /// Base URLs are configured with `/v1` twice or not at all, and SDKs add their own part.
    private static final Pattern DOUBLED = Pattern.compile("^/v1(?=/v1(/|$))");
    private static final Pattern BARE = Pattern.compile("^/(?=(chat/completions|models|responses|messages)(/|$))");
    private static final Pattern SLASHES = Pattern.compile("//+");

    private final Failures failures;
    private final RequestBodies bodies;
    private final Telemetry telemetry;
    private final Drain drain;
    private final Callers callers;
    private final SecureRandom random = new SecureRandom();

    /// The border.
    public RequestBorder(Failures failures, RequestBodies bodies, Telemetry telemetry, Drain drain, Callers callers) {
        this.failures = failures;
        this.bodies = bodies;
        this.telemetry = telemetry;
        this.drain = drain;
        this.callers = callers;
    }

    void register(@Observes Router router) {
        router.route().order(FIRST).handler(this::enter).failureHandler(this::failed);
        for (int status : FRAMEWORK) {
            router.errorHandler(status, routing -> refused(status, routing));
        }
    }

    /// The framework looks too, and answers with an empty 400, before any handler is asked. To be called before its start;
    /// the build sets the same property where that is too late.
    public static void hearIllegalAddresses() {
        System.setProperty("vertx.disableURIValidation", "true");
    }

    private void enter(RoutingContext routing) {
        identify(routing);
        GatewayException refusal = refusal(routing);
        if (refusal != null) {
            turnAway(refusal, routing);
            return;
        }
        String path = routing.request().path();
        String tidy = path == null ? "/" : tidy(path);
        if (tidy.equals(path)) {
            callers.know(routing, routing::next);
        } else {
            String query = routing.request().query();
            routing.reroute(query == null ? tidy : tidy + "?" + query);
        }
    }

    private void identify(RoutingContext routing) {
        String id = routing.get(ID);
        if (id == null) {
            byte[] bytes = new byte[ID_BYTES];
            random.nextBytes(bytes);
            id = PREFIX + HexFormat.of().formatHex(bytes);
            routing.put(ID, id);
            log(routing, id);
            watch(routing, id);
        }
        // Set again after a new start: that forgets all headers.
        routing.response().putHeader("x-request-id", id).putHeader("request-id", id);
    }

    /// What no request gets past, however it is meant.
    private @Nullable GatewayException refusal(RoutingContext routing) {
        if (drain.draining() && !path(routing).startsWith(INSIDE)) {
            routing.response().putHeader("connection", "close");
            return Drain.goingDown();
        }
        if (bodies.tooLarge(routing.request())) {
            return Failures.ofStatus(TOO_LARGE);
        }
        return illegalAddress(routing);
    }

    /// Before its body has been read.
    private void turnAway(GatewayException refusal, RoutingContext routing) {
        bodies.discard(routing.request());
        failures.tell(refusal, routing);
    }

    private static @Nullable GatewayException illegalAddress(RoutingContext routing) {
        try {
            var _ = new URI(routing.request().uri());
            return null;
        } catch (URISyntaxException _) {
            return GatewayException.of(
                    ErrorKind.INVALID_REQUEST, null, "The address is not a legal URI: what it holds is to be escaped.");
        }
    }

    /// What callers ask of the API; the page's files and the probes leave no trace.
    private void watch(RoutingContext routing, String id) {
        String method = routing.request().method().name();
        String path = path(routing);
        if (path.startsWith("/v1/") || (path.equals("/") && method.equals("POST"))) {
            Endpoint endpoint = Endpoint.of(method, path);
            Visit.begin(
                    routing,
                    endpoint,
                    telemetry.begin(endpoint, id, method, routing.request()::getHeader),
                    drain.enter());
        }
    }

    private static void log(RoutingContext routing, String id) {
        String clients = routing.request().getHeader("x-client-request-id");
        if (clients != null) {
            LOG.debugf("request %s is the client's %s", id, clients);
        }
    }

    static String tidy(String path) {
        String single = SLASHES.matcher(path).replaceAll("/");
        if (single.length() > 1 && single.endsWith("/")) {
            single = single.substring(0, single.length() - 1);
        }
        return BARE.matcher(DOUBLED.matcher(single).replaceFirst("")).replaceFirst("/v1/");
    }

    /// Before the framework's own handler of failures, which would log their words and show them in development.
    private void failed(RoutingContext routing) {
        int status = routing.statusCode();
        if (status < 0) {
            status = routing.failure() instanceof HttpException exception ? exception.getStatusCode() : INTERNAL;
        }
        refused(status, routing);
    }

    private void refused(int status, RoutingContext routing) {
        Throwable failure = routing.failure();
        // What stands before this border, an access log or the framework's development tools, stumbles over such an
        // address.
        GatewayException illegal = illegalAddress(routing);
        if (illegal != null) {
            identify(routing);
            turnAway(illegal, routing);
        } else if (failure != null && (status == INTERNAL || Failures.known(failure) != null)) {
            failures.tell(Failures.told(failure, requestId(routing)), routing);
        } else {
            failures.tell(Failures.ofStatus(status), routing);
        }
    }

    /// The id of a request, as its response's headers tell it.
    public static String requestId(RoutingContext routing) {
        String id = routing.get(ID);
        return id == null ? "req_unknown" : id;
    }

    /// The random part of that id, from which the answer's own id is made: support can tell them apart and together.
    public static String runId(RoutingContext routing) {
        return requestId(routing).substring(PREFIX.length());
    }

    /// How long the request may still be made to wait for the ledger, the same each time it is asked for.
    static Patience patience(RoutingContext routing) {
        Patience patience = routing.get(PATIENCE);
        if (patience == null) {
            patience = new Patience();
            routing.put(PATIENCE, patience);
        }
        return patience;
    }

    static String path(RoutingContext routing) {
        String path = routing.request().path();
        return path == null ? "/" : tidy(path);
    }
}
