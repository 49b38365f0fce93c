package dev.deepreasoning.api.console;

import dev.deepreasoning.api.WholeFile;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.Deployment.Launch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The page's scripts and styles, as the build bundled them: compressed once, and kept by browsers for good, because
/// each file's name holds the hash of its content.
@ApplicationScoped
public class PageFiles {
    /// Where they lie, on the class path under `META-INF/resources`.
    static final String FOLDER = "/static/bundle/";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.(js|css)");
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private final Function<String, @Nullable InputStream> places;
    private final Map<String, Packed> files = new ConcurrentHashMap<>();

    private final boolean changing;

    /// Of this application.
    @Inject
    public PageFiles(Deployment deployment) {
        this(
                deployment.launch() == Launch.DEV,
                place -> Thread.currentThread().getContextClassLoader().getResourceAsStream(place));
    }

    /// @param changing the files change while the application runs: the framework serves them then
    /// @param places opens what lies on the class path; null where nothing does
    PageFiles(boolean changing, Function<String, @Nullable InputStream> places) {
        this.changing = changing;
        this.places = places;
    }

    void register(@Observes Router router) {
        if (changing) {
            return;
        }
        router.route(FOLDER + "*").order(WholeFile.BEFORE_THE_FRAMEWORK).handler(this::serve);
    }

    private void serve(RoutingContext routing) {
        HttpMethod method = routing.request().method();
        String path = routing.normalizedPath();
        Optional<Packed> file = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)
                ? file(path.substring(FOLDER.length()))
                : Optional.empty();
        if (file.isEmpty()) {
            routing.next();
            return;
        }
        HttpServerResponse response = routing.response();
        PageHeaders.all().forEach(response::putHeader);
        response.putHeader("cache-control", FOREVER)
                .putHeader("vary", "accept-encoding")
                .putHeader("content-type", file.get().type());
        boolean packed = accepts(routing.request().getHeader("accept-encoding"));
        if (packed) {
            response.putHeader("content-encoding", "gzip");
        }
        WholeFile.end(routing, packed ? file.get().gzip() : file.get().plain());
    }

    private static boolean accepts(@Nullable String encodings) {
        return encodings != null && encodings.toLowerCase(Locale.ROOT).contains("gzip");
    }

    private Optional<Packed> file(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Packed known = files.get(name);
        if (known == null) {
            known = read(name);
            if (known != null) {
                files.put(name, known);
            }
        }
        return Optional.ofNullable(known);
    }

    private @Nullable Packed read(String name) {
        try (InputStream in = places.apply("META-INF/resources" + FOLDER + name)) {
            return in == null ? null : Packed.of(name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Packed(String type, Buffer plain, Buffer gzip) {
        static Packed of(String name, byte[] bytes) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new Best(packed)) {
                gzip.write(bytes);
            }
            String type = name.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
            return new Packed(type, Buffer.buffer(bytes), Buffer.buffer(packed.toByteArray()));
        }
    }

    /// Compresses as well as gzip can: it is done once.
    private static final class Best extends GZIPOutputStream {
        Best(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
