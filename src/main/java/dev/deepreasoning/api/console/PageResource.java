package dev.deepreasoning.api.console;

import dev.deepreasoning.catalog.Upstreams;
import io.quarkiverse.web.bundler.runtime.Bundle;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// `GET /` for browsers: the page. Programs, which do not ask for HTML, are given the welcome at the same address.
@Path("/")
public class PageResource {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="description" content="DeepSeek R1 reasons, Claude answers: the playground and console of this gateway">
            <title>DeepReasoning</title>
            <link rel="icon" href="data:image/svg+xml,%%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%%3E%%3Crect width='32' height='32' rx='8' fill='%%233b5bdb'/%%3E%%3Cpath d='M9 10h8a6 6 0 0 1 0 12H9m0-6h9' fill='none' stroke='white' stroke-width='2.6' stroke-linecap='round'/%%3E%%3C/svg%%3E">
            <link rel="stylesheet" href="%s">
            <script type="module" src="%s"></script>
            </head>
            <body>
            <dr-app%s></dr-app>
            <noscript><p class="noscript">This page needs JavaScript. The API does not: see <a href="/q/openapi">its description</a>.</p></noscript>
            </body>
            </html>
            """;

    private final Bundle bundle;
    private final Upstreams upstreams;

    /// The page as the build bundled it.
    public PageResource(Bundle bundle, Upstreams upstreams) {
        this.bundle = bundle;
        this.upstreams = upstreams;
    }

    /// The page.
    @GET
    @NonBlocking
    @Produces("text/html; charset=utf-8; qs=0.5")
    @Operation(hidden = true)
    public Response page() {
        // Resolved each time: in dev mode the names change with the files.
        String page = page(
                Objects.requireNonNull(bundle.resolve("app.css")),
                Objects.requireNonNull(bundle.resolve("app.js")),
                upstreams.simulated());
        Response.ResponseBuilder response = Response.ok(page).header("cache-control", "no-cache");
        PageHeaders.all().forEach(response::header);
        return response.header("vary", "accept").build();
    }

    /// The page's HTML.
    ///
    /// @param style path of its style sheet
    /// @param script path of its script
    /// @param simulated it says so from the first paint on
    static String page(String style, String script, boolean simulated) {
        return PAGE.formatted(style, script, simulated ? " simulated" : "");
    }
}
