package dev.deepreasoning.upstream;

import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.StartCheck;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/// The way to the upstreams: through which proxy, and whose certificates are believed.
///
/// `HTTPS_PROXY` (`http://[user:password@]host:port`) and `NO_PROXY` (names with commas; each stands for all below it too, `*`
/// for everything) mean here what they mean to curl: only `https` addresses are asked for through the proxy, by CONNECT.
/// Certificates are those of Quarkus' default TLS configuration, where it has any.
@Singleton
public class Egress implements StartCheck {
    /// Straight, believing what the runtime believes.
    public static final Egress DIRECT = new Egress(null, List.of(), null);

    private static final String PROXY = "HTTPS_PROXY";
    private static final String EXCEPTIONS = "NO_PROXY";
    private static final String EVERYTHING = "*";

    private final @Nullable String address;
    private final @Nullable ProxyOptions proxy;
    private final List<String> exceptions;
    private final @Nullable TlsConfiguration tls;

    /// As the environment says, in capital or small letters.
    @Inject
    public Egress(Config config, TlsConfigurationRegistry registry) {
        this(
                setting(config, PROXY).orElse(null),
                names(setting(config, EXCEPTIONS).orElse("")),
                registry.getDefault()
                        .filter(given -> given.getTrustStoreOptions() != null)
                        .orElse(null));
    }

    Egress(@Nullable String address, List<String> exceptions, @Nullable TlsConfiguration tls) {
        this.address = address;
        this.proxy = address == null ? null : proxy(address);
        this.exceptions = exceptions;
        this.tls = tls;
    }

    private static Optional<String> setting(Config config, String name) {
        return config.getOptionalValue(name, String.class)
                .or(() -> config.getOptionalValue(name.toLowerCase(Locale.ROOT), String.class))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    static List<String> names(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .map(name -> name.equals(EVERYTHING) ? name : name.replaceFirst("^\\*?\\.", ""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// Absent where it is no address of a proxy.
    private static @Nullable ProxyOptions proxy(String address) {
        try {
            URI uri = URI.create(address);
            if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 1) {
                return null;
            }
            ProxyOptions options = new ProxyOptions()
                    .setType(ProxyType.HTTP)
                    .setHost(uri.getHost())
                    .setPort(uri.getPort());
            String user = uri.getUserInfo();
            if (user != null) {
                String[] parts = user.split(":", 2);
                options.setUsername(parts[0]).setPassword(parts.length == 2 ? parts[1] : "");
            }
            return options;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void check(ConfigProblems problems) {
        problems.require(
                address == null || proxy != null,
                PROXY,
                "is no address of a proxy: write one such as `http://proxy.example:3128`.");
    }

    /// The proxy for an address; absent where it is asked straight.
    @Nullable
    ProxyOptions proxyTo(URI uri) {
        String host = uri.getHost();
        if (proxy == null || host == null || !"https".equalsIgnoreCase(uri.getScheme())) {
            return null;
        }
        String name = host.toLowerCase(Locale.ROOT);
        boolean straight = exceptions.stream()
                .anyMatch(each -> each.equals(EVERYTHING) || name.equals(each) || name.endsWith("." + each));
        return straight ? null : proxy;
    }

    /// Whom a streaming client believes.
    HttpClientOptions believing(HttpClientOptions options) {
        return tls == null ? options : options.setTrustOptions(tls.getTrustStoreOptions());
    }

    /// Way and certificates of a REST client for an address.
    QuarkusRestClientBuilder leading(QuarkusRestClientBuilder builder, URI base) {
        ProxyOptions through = proxyTo(base);
        if (through != null) {
            builder.proxyAddress(through.getHost(), through.getPort());
            if (through.getUsername() != null) {
                builder.proxyUser(through.getUsername()).proxyPassword(through.getPassword());
            }
        }
        return tls == null ? builder : builder.tlsConfiguration(tls);
    }
}
