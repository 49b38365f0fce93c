package dev.deepreasoning.api.document;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.deepreasoning.api.WholeFile;
import dev.deepreasoning.config.BuiltResource;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.Deployment.Launch;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Gives out the OpenAPI document that the build made, as it is; its form in YAML is made when it is first asked for.
///
/// The framework would read the document at every start, and write it again in both forms, before the first request
/// ([#hideFromTheFramework] keeps it from that).
/// In development, where the document changes while the application runs, it is the framework's all the same.
@ApplicationScoped
public class ApiDocument {
    /// Where the build leaves it on the class path.
    private static final String RESOURCE = "META-INF/quarkus-generated-openapi-doc.JSON";

    private static final String PATHS = "/q/openapi(\\.(json|yaml|yml))?";

    private final boolean changing;
    private @Nullable Future<Buffer> json;
    private @Nullable Future<Buffer> yaml;

    /// Of this application.
    public ApiDocument(Deployment deployment) {
        this.changing = deployment.launch() == Launch.DEV;
    }

    /// To be called before the framework starts: it then looks for the document where there is none, and reads and writes
    /// nothing. That was nearly half of a native binary's start, and a quarter of a JVM's.
    public static void hideFromTheFramework() {
        OpenApiConstants.classLoader = new Blinkers();
    }

    void register(@Observes Router router) {
        if (!changing) {
            router.routeWithRegex(PATHS)
                    .method(HttpMethod.GET)
                    .method(HttpMethod.HEAD)
                    .order(WholeFile.BEFORE_THE_FRAMEWORK)
                    .handler(this::serve);
        }
    }

    private void serve(RoutingContext routing) {
        boolean wantsJson = wantsJson(
                routing.normalizedPath(),
                routing.request().getHeader("accept"),
                routing.request().getParam("format"));
        document(wantsJson, routing)
                .onSuccess(body -> {
                    routing.response()
                            .putHeader(
                                    "content-type", wantsJson ? "application/json" : "application/yaml;charset=UTF-8");
                    WholeFile.end(routing, body);
                })
                .onFailure(routing::fail);
    }

    /// The path decides, then the query, then the header; YAML where none does, as the specification of MicroProfile OpenAPI
    /// has it.
    private static boolean wantsJson(String path, @Nullable String accept, @Nullable String format) {
        if (path.endsWith(".json")) {
            return true;
        }
        if (path.endsWith(".yaml") || path.endsWith(".yml")) {
            return false;
        }
        return format == null
                ? accept != null && accept.toLowerCase(Locale.ROOT).contains("application/json")
                : format.equalsIgnoreCase("json");
    }

    /// Made once, away from the event loop, whoever asks meanwhile.
    private synchronized Future<Buffer> document(boolean wantsJson, RoutingContext routing) {
        Future<Buffer> made = wantsJson ? json : yaml;
        if (made == null || made.failed()) {
            made = routing.vertx().executeBlocking(() -> Buffer.buffer(wantsJson ? json() : yaml(json())));
            if (wantsJson) {
                json = made;
            } else {
                yaml = made;
            }
        }
        return made;
    }

    private static byte[] json() {
        return BuiltResource.bytes(RESOURCE);
    }

    private static byte[] yaml(byte[] json) throws IOException {
        return YAMLMapper.builder()
                .enable(Feature.MINIMIZE_QUOTES, Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS, Feature.ALLOW_LONG_KEYS)
                .build()
                .writeValueAsBytes(JsonMapper.builder().build().readTree(json));
    }

    /// What the framework sees: nothing, but in development. It is known which of the two this is only when it looks. And a
    /// loader of its own, because in a native binary all others see the same resources.
    private static final class Blinkers extends ClassLoader {
        Blinkers() {
            super(Thread.currentThread().getContextClassLoader());
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return LaunchMode.current() == LaunchMode.DEVELOPMENT ? super.getResourceAsStream(name) : null;
        }
    }
}
