package dev.deepreasoning.api.console;

import dev.deepreasoning.api.PageSessions;
import dev.deepreasoning.auth.BrowserSessions.Opened;
import dev.deepreasoning.auth.OidcSignIn;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/// Cookies of the page, which no script can read.
final class SessionCookies {
    private static final String ATTEMPT = "deepreasoning_sign_in";
    private static final String HIDDEN = "; HttpOnly; SameSite=";

    private SessionCookies() {}

    /// A session's: no other site has it sent.
    static String of(HttpServerRequest http, Opened session) {
        return session(http, session.secret(), session.lasts().toSeconds());
    }

    /// Takes it back.
    static String none(HttpServerRequest http) {
        return session(http, "", 0);
    }

    private static String session(HttpServerRequest http, String value, long seconds) {
        boolean secure = http.isSSL() || "https".equalsIgnoreCase(http.getHeader("x-forwarded-proto"));
        return PageSessions.COOKIE + "=" + value + "; Path=/; Max-Age=" + seconds + HIDDEN + "Strict" + secure(secure);
    }

    /// What a visit to the identity provider needs at its end: sent when that provider sends the browser back, and to
    /// nowhere but there.
    ///
    /// @param secure the page comes by https
    static String attempt(String value, boolean secure) {
        return attempt(value, OidcSignIn.PATIENCE.toSeconds(), secure);
    }

    /// Takes it back.
    static String noAttempt(boolean secure) {
        return attempt("", 0, secure);
    }

    private static String attempt(String value, long seconds, boolean secure) {
        return ATTEMPT + "=" + value + "; Path=" + OidcSignIn.PATH + "; Max-Age=" + seconds + HIDDEN + "Lax"
                + secure(secure);
    }

    /// What a browser brings back from such a visit.
    static @Nullable String attempt(HttpServerRequest http) {
        Cookie cookie = http.getCookie(ATTEMPT);
        return cookie == null ? null : cookie.getValue();
    }

    private static String secure(boolean secure) {
        return secure ? "; Secure" : "";
    }
}
