package dev.deepreasoning.api;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What each address takes, for the header `Allow` that a 405 must carry (RFC 9110, 15.5.6). The framework, which knows
/// it, does not say.
final class AllowedMethods {
    private static final String GET = "GET, HEAD, OPTIONS";
    private static final String POST = "POST, OPTIONS";
    private static final String BOTH = "GET, HEAD, POST, OPTIONS";
    private static final String DELETE = "DELETE, OPTIONS";

    private static final List<Address> ADDRESSES = List.of(
            new Address("/", BOTH),
            new Address("/v1/chat/completions", POST),
            new Address("/v1/messages(/count_tokens)?", POST),
            // An id may be any word, that of the counting too.
            new Address("/v1/responses/input_tokens", "GET, HEAD, POST, DELETE, OPTIONS"),
            new Address("/v1/responses", POST),
            new Address("/v1/responses/[^/]+", "GET, HEAD, DELETE, OPTIONS"),
            new Address("/v1/responses/[^/]+/input_items", GET),
            new Address("/v1/models(/.+)?", GET),
            new Address("/v1/pricing", GET),
            new Address("/v1/estimate(/chat/completions|/responses|/messages)?", POST),
            new Address("/v1/account(/usage(/[^/]+)?|/ledger|/statement)?", GET),
            new Address("/v1/account/keys", BOTH),
            new Address("/v1/account/keys/[^/]+", DELETE),
            new Address("/v1/account/chats", BOTH),
            new Address("/v1/account/chats/[^/]+", "GET, HEAD, PUT, DELETE, OPTIONS"),
            new Address("/v1/session", "GET, HEAD, POST, DELETE, OPTIONS"),
            new Address("/v1/session/oidc(/callback)?", GET),
            new Address("/v1/admin/(margin|audit|audit-log|upstreams)", GET),
            new Address("/v1/admin/accounts", BOTH),
            new Address("/v1/admin/accounts/[^/]+", "GET, HEAD, PATCH, OPTIONS"),
            new Address("/v1/admin/accounts/[^/]+/(top-ups|adjustments|refunds)", POST),
            new Address("/v1/admin/accounts/[^/]+/(ledger|statement|usage(/[^/]+)?)", GET),
            new Address("/v1/admin/accounts/[^/]+/keys", BOTH),
            new Address("/v1/admin/accounts/[^/]+/keys/[^/]+", DELETE));

    private AllowedMethods() {}

    /// The header's value; absent where nothing is known of the address.
    ///
    /// @param path normalised, begins with `/`
    static @Nullable String of(String path) {
        for (Address address : ADDRESSES) {
            if (address.pattern.matcher(path).matches()) {
                return address.methods;
            }
        }
        return null;
    }

    private record Address(Pattern pattern, String methods) {
        Address(String pattern, String methods) {
            this(Pattern.compile(pattern), methods);
        }
    }
}
