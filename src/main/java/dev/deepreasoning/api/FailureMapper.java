package dev.deepreasoning.api;

import dev.deepreasoning.canonical.GatewayException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Tells every exception of a resource as [Failures] says. The framework's own exceptions are named one by one, because it
/// brings mappers of its own for some, and the most specific one wins.
public class FailureMapper {
    private final Failures failures;

    /// The mapper.
    public FailureMapper(Failures failures) {
        this.failures = failures;
    }

    /// Tells it.
    @ServerExceptionMapper({
        GatewayException.class,
        NotFoundException.class,
        WebApplicationException.class,
        Throwable.class
    })
    public Response map(Throwable failure, RoutingContext routing) {
        Throwable meant = failure instanceof WebApplicationException framework && Failures.known(failure) == null
                ? Failures.ofStatus(framework.getResponse().getStatus())
                : failure;
        GatewayException known = Failures.told(meant, RequestBorder.requestId(routing));
        Failures.Told told = failures.told(known, routing);
        Response.ResponseBuilder response = Response.status(told.status()).entity(told.body());
        told.headers().forEach(response::header);
        return response.build();
    }
}
