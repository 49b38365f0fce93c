package dev.deepreasoning.telemetry;

import dev.deepreasoning.canonical.Stage;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Spans: one for a request, below it one for each stage, below that one for each call to an upstream until its first
/// delta. Their names and attributes are those of OpenTelemetry's GenAI conventions where these have one; none holds
/// words of a prompt or an answer. The caller's W3C context is taken up and passed on.
@ApplicationScoped
public class Tracing {
    static final TextMapGetter<RequestHeaders> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(RequestHeaders headers) {
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable RequestHeaders headers, String name) {
            return Objects.requireNonNull(headers).get(name);
        }
    };

    private static final ContextPropagators W3C = ContextPropagators.create(W3CTraceContextPropagator.getInstance());

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    /// With the tracer of this process. Where tracing is off, a caller's context is still passed on.
    ///
    /// @param off nothing is recorded
    @Inject
    public Tracing(
            OpenTelemetry openTelemetry,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "false") boolean off) {
        this(off ? OpenTelemetry.propagating(W3C) : openTelemetry);
    }

    Tracing(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("deepreasoning");
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    }

    /// The span of a request, begun now.
    Node request(Endpoint endpoint, String id, String method, RequestHeaders headers) {
        Context parent = propagator.extract(Context.root(), headers, HEADERS);
        Span span = tracer.spanBuilder(endpoint.label())
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setAttribute("http.request.method", method)
                .setAttribute("deepreasoning.endpoint", endpoint.label())
                .setAttribute("deepreasoning.request_id", id)
                .startSpan();
        return new Node(span, parent.with(span));
    }

    /// A span and the context below it.
    final class Node {
        private final Span span;
        private final Context context;

        private Node(Span span, Context context) {
            this.span = span;
            this.context = context;
        }

        Span span() {
            return span;
        }

        /// The id of the trace; absent where nothing is traced.
        @Nullable
        String traceId() {
            return span.getSpanContext().isValid() ? span.getSpanContext().getTraceId() : null;
        }

        /// A child, begun now.
        Node stage(Stage stage) {
            return child(tracer.spanBuilder(Vendor.of(stage).operation())
                    .setSpanKind(SpanKind.CLIENT)
                    .setAttribute("gen_ai.operation.name", Vendor.of(stage).operation())
                    .setAttribute("gen_ai.provider.name", Vendor.of(stage).provider())
                    .setAttribute("deepreasoning.stage", stage.wireName())
                    .setParent(context)
                    .startSpan());
        }

        /// A child, begun now.
        Node attempt(String host) {
            return child(tracer.spanBuilder("attempt " + host)
                    .setSpanKind(SpanKind.CLIENT)
                    .setAttribute("deepreasoning.host", host)
                    .setParent(context)
                    .startSpan());
        }

        private Node child(Span child) {
            return new Node(child, context.with(child));
        }

        /// What a call below this span carries.
        Map<String, String> headers() {
            Map<String, String> carried = new LinkedHashMap<>();
            propagator.inject(context, carried, (_, name, value) -> carried.put(name, value));
            return carried;
        }
    }
}
