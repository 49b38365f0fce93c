package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.StageOverrides;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `deepseek_config` or `anthropic_config`: headers and body members for one upstream.
///
/// @param body what is said of the upstream's own request body
/// @param headers checked, by their lower-case names
record UpstreamConfig(@Nullable Fields body, Map<String, String> headers) {
    /// Those that carry keys or bodies, or are another hop's.
    private static final Set<String> REFUSED = Set.of(
            "host",
            "content-length",
            "content-encoding",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "authorization",
            "x-api-key",
            "api-key",
            "cookie",
            "accept-encoding");
    private static final Pattern REFUSED_KIND = Pattern.compile("(proxy-|forwarded|x-forwarded).*");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");

    /// @throws GatewayException 400 where a header may not be sent
    static UpstreamConfig of(Fields request, String name) {
        Fields config = request.object(name);
        if (config == null) {
            return new UpstreamConfig(null, Map.of());
        }
        Fields headers = config.object("headers");
        return new UpstreamConfig(config.object("body"), headers == null ? Map.of() : checked(headers));
    }

    private static Map<String, String> checked(Fields headers) {
        Map<String, String> legal = new LinkedHashMap<>();
        for (String name : headers.names()) {
            String value = headers.string(name);
            if (value == null) {
                continue;
            }
            String lower = name.toLowerCase(Locale.ROOT);
            if (REFUSED.contains(lower) || REFUSED_KIND.matcher(lower).matches()) {
                throw GatewayException.invalid(headers.param(name), "The header `" + lower + "` may not be set.");
            }
            boolean text = value.chars().allMatch(c -> c >= ' ' && c < 127 || c == '\t');
            if (!NAME.matcher(lower).matches() || !text) {
                throw GatewayException.invalid(headers.param(name), "This is no legal HTTP header.");
            }
            legal.put(lower, value.strip());
        }
        return legal;
    }

    /// What is sent as it stands: everything but those members.
    StageOverrides overrides(Set<String> known) {
        Map<String, JsonText> members = new LinkedHashMap<>();
        if (body != null) {
            for (String name : body.names()) {
                RequestJson value = body.get(name);
                if (value != null && !known.contains(name)) {
                    members.put(name, value.verbatim());
                }
            }
        }
        return new StageOverrides(null, headers, members);
    }
}
