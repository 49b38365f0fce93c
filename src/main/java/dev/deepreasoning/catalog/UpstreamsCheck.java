package dev.deepreasoning.catalog;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.StartCheck;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Looks at the settings of reasoner hosts, Claude endpoints and Linkup before the first call does.
@Singleton
public class UpstreamsCheck implements StartCheck {
    private static final String REASONERS = "deepreasoning.reasoners";
    private static final String ANTHROPIC = "deepreasoning.anthropic";
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final int LARGEST = 10_000_000;
    private static final JsonFactory JSON = new JsonFactory();

    private final ReasonersConfig reasoners;
    private final AnthropicConfig anthropic;
    private final LinkupConfig linkup;
    private final ByokConfig byok;
    private final ConfiguredUpstreams upstreams;

    /// For the settings of this deployment.
    @Inject
    public UpstreamsCheck(
            ReasonersConfig reasoners,
            AnthropicConfig anthropic,
            LinkupConfig linkup,
            ByokConfig byok,
            ConfiguredUpstreams upstreams) {
        this.reasoners = reasoners;
        this.anthropic = anthropic;
        this.linkup = linkup;
        this.byok = byok;
        this.upstreams = upstreams;
    }

    @Override
    public void check(ConfigProblems problems) {
        reasoners.reasoners().forEach((name, host) -> check(problems, REASONERS + "." + name + ".", host));
        anthropic.endpoints().forEach((name, endpoint) -> check(problems, prefix(name), endpoint));
        problems.positive(ANTHROPIC + ".first-token-timeout", anthropic.firstTokenTimeout());
        problems.positive(ANTHROPIC + ".idle-timeout", anthropic.idleTimeout());
        address(problems, "deepreasoning.linkup.base-url", linkup.baseUrl(), "/search");
        problems.positive("deepreasoning.linkup.timeout", linkup.timeout());
        problems.positive("deepreasoning.linkup.deep-timeout", linkup.deepTimeout());
        problems.between("deepreasoning.byok.requests-per-minute", byok.requestsPerMinute(), 1, LARGEST);
        byok.reasoner()
                .ifPresent(name -> problems.require(
                        reasoners.reasoners().containsKey(name),
                        "deepreasoning.byok.reasoner",
                        "names no configured host: write one of the names under " + REASONERS + "."));
        checkComplete(problems);
    }

    private void checkComplete(ConfigProblems problems) {
        if (upstreams.simulated()) {
            String why = upstreams.demo()
                    ? "deepreasoning.demo is true"
                    : String.join(" and ", upstreams.missing())
                            + (upstreams.missing().size() == 1 ? " is not set" : " are not set");
            problems.warn("R1, Claude and Linkup are simulated, because " + why + ".");
            problems.require(
                    !upstreams.simulatedInProduction(),
                    "deepreasoning.demo",
                    "is true although keys of real services are set, and simulated answers would be taken for real"
                            + " ones: remove it, or the keys.");
            return;
        }
        if (upstreams.missing().contains("DEEPSEEK_API_KEY")
                && reasoners.reasoners().isEmpty()) {
            problems.refuse(
                    REASONERS,
                    "no reasoner is configured: set DEEPSEEK_API_KEY for DeepSeek's own API, or " + REASONERS
                            + ".main.base-url, .api-key and .model for another host, or deepreasoning.demo=true for"
                            + " simulated models.");
        }
        if (upstreams.missing().contains("ANTHROPIC_API_KEY")) {
            problems.refuse(
                    ANTHROPIC + ".api-key",
                    "no Claude is configured: set ANTHROPIC_API_KEY (or " + ANTHROPIC
                            + ".api-key), or deepreasoning.demo=true for simulated models.");
        }
    }

    private static void check(ConfigProblems problems, String prefix, ReasonersConfig.Host host) {
        ReasonerPreset preset = ReasonerPreset.of(host);
        if (host.baseUrl().isPresent()) {
            address(problems, prefix + "base-url", host.baseUrl().get(), "/chat/completions");
        } else {
            problems.require(
                    preset.hasAddress(),
                    prefix + "base-url",
                    "is missing: write the part of the host's address before `/chat/completions`, or a `.preset` that"
                            + " knows it.");
        }
        if (preset.guessesModel() && host.model().isEmpty()) {
            problems.warn(prefix + "model is not set: `deepseek-r1` is asked for.");
        }
        problems.between(prefix + "priority", host.priority(), 0, LARGEST);
        problems.between(prefix + "weight", host.weight(), 1, LARGEST);
        range(problems, prefix + "max-tokens", host.maxTokens(), 1, LARGEST);
        range(problems, prefix + "context-window", host.contextWindow(), 1, LARGEST);
        range(problems, prefix + "temperature", host.temperature(), 0, 2);
        range(problems, prefix + "top-p", host.topP(), 0, 1);
        problems.between(prefix + "min-temperature", host.minTemperature(), 0, 2);
        problems.positive(prefix + "first-token-timeout", host.firstTokenTimeout());
        problems.positive(prefix + "idle-timeout", host.idleTimeout());
        problems.positive(prefix + "total-timeout", host.totalTimeout());
        host.authHeader().ifPresent(name -> header(problems, prefix + "auth-header", name, ""));
        headers(problems, prefix, host.headers());
        host.extraBody()
                .ifPresent(json -> problems.require(
                        isObject(json),
                        prefix + "extra-body",
                        "is no JSON object: write one such as `{\"top_k\":40}`."));
        checkPrice(problems, prefix + "price", host.price());
    }

    private static void checkPrice(ConfigProblems problems, String prefix, ReasonersConfig.Host.Price price) {
        problems.require(
                price.input().isPresent() == price.output().isPresent()
                        && (price.cacheRead().isEmpty() || price.input().isPresent()),
                prefix,
                "is not complete: write both .input and .output, in USD per million tokens.");
        price.input().ifPresent(value -> notNegative(problems, prefix + ".input", value));
        price.output().ifPresent(value -> notNegative(problems, prefix + ".output", value));
        price.cacheRead().ifPresent(value -> notNegative(problems, prefix + ".cache-read", value));
    }

    private static void check(ConfigProblems problems, String prefix, AnthropicConfig.Endpoint endpoint) {
        boolean bare = endpoint.baseUrl().isEmpty() && endpoint.apiKey().isEmpty();
        problems.require(
                !bare || prefix.equals(ANTHROPIC + "."),
                prefix + "base-url",
                "is missing: write the part of the address before `/v1/messages`, or an .api-key for Anthropic's own.");
        endpoint.baseUrl().ifPresent(url -> address(problems, prefix + "base-url", url, "/v1/messages"));
        problems.between(prefix + "priority", endpoint.priority(), 0, LARGEST);
        headers(problems, prefix, endpoint.headers());
    }

    private static String prefix(String endpoint) {
        return endpoint.equals(AnthropicConfig.MAIN) ? ANTHROPIC + "." : ANTHROPIC + "." + endpoint + ".";
    }

    /// @param path what the gateway appends by itself
    private static void address(ConfigProblems problems, String property, URI url, String path) {
        problems.url(property, url);
        String given = url.getPath();
        problems.require(
                given == null || !Addresses.base(url).toString().endsWith(path),
                property,
                "must end before `" + path + "`, which the gateway appends.");
    }

    private static void headers(ConfigProblems problems, String prefix, Map<String, String> headers) {
        headers.forEach((name, value) -> header(problems, prefix + "headers." + name, name, value));
    }

    private static void header(ConfigProblems problems, String property, String name, String value) {
        boolean legal =
                HEADER.matcher(name).matches() && value.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 127);
        problems.require(legal, property, "is no legal HTTP header.");
    }

    private static void range(
            ConfigProblems problems, String property, Optional<? extends Number> value, int least, int most) {
        value.ifPresent(number -> problems.between(property, number.doubleValue(), least, most));
    }

    static void notNegative(ConfigProblems problems, String property, BigDecimal value) {
        problems.require(value.signum() >= 0, property, "is negative: write a price of 0 or more.");
    }

    private static boolean isObject(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("A string can be read", e);
        }
    }
}
