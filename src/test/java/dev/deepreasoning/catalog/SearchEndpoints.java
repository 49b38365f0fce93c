package dev.deepreasoning.catalog;

import dev.deepreasoning.config.ShortKeys;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Places to search at, for tests.
public final class SearchEndpoints {
    private SearchEndpoints() {}

    /// A real one.
    ///
    /// @param key absent where the operator has none
    public static SearchEndpoint at(URI address, @Nullable String key, Duration timeout) {
        LinkupConfig config = new LinkupConfig() {
            @Override
            public URI baseUrl() {
                return address;
            }

            @Override
            public Optional<String> apiKey() {
                return Optional.ofNullable(key);
            }

            @Override
            public Depth depth() {
                return Depth.STANDARD;
            }

            @Override
            public Duration timeout() {
                return timeout;
            }

            @Override
            public Duration deepTimeout() {
                return Duration.ofSeconds(60);
            }
        };
        Upstreams real = new Upstreams() {
            @Override
            public boolean simulated() {
                return false;
            }

            @Override
            public List<ReasonerHost> reasoners() {
                return List.of();
            }

            @Override
            public List<AnthropicEndpoint> anthropic() {
                return List.of();
            }
        };
        return new SearchEndpoint(config, ShortKeys.NONE, real, () -> {
            throw new AssertionError("nothing is simulated here");
        });
    }
}
