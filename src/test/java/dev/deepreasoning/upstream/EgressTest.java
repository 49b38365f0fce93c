package dev.deepreasoning.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.deepreasoning.config.ConfigProblems;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which way an address is asked.
class EgressTest {
    private static final String PROXY = "http://proxy.example:3128";

    private static ProxyOptions to(String exceptions, String address) {
        return new Egress(PROXY, Egress.names(exceptions), null).proxyTo(URI.create(address));
    }

    private static List<ConfigProblems.Problem> problems(Egress egress) {
        ConfigProblems problems = new ConfigProblems();
        egress.check(problems);
        return problems.problems();
    }

    @Test
    void onlyEncryptedCallsGoThroughTheProxy() {
        ProxyOptions through = to("", "https://api.anthropic.com/v1");
        assertEquals("proxy.example", through.getHost());
        assertEquals(3128, through.getPort());
        assertNull(through.getUsername());
        assertNull(to("", "http://vllm:8000/v1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "example.com", ".example.com", "*.example.com", "a.svc, R1.Example.com"})
    void namesAndAllBelowThemAreAskedStraight(String exceptions) {
        assertNull(to(exceptions, "https://r1.example.com/v1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " , ", "ample.com", "other.r1.example.com"})
    void othersAreNot(String exceptions) {
        assertNotNull(to(exceptions, "https://r1.example.com/v1"));
    }

    @Test
    void theProxyMayWantAPassword() {
        Egress egress = new Egress("http://me:secret@proxy.example:3128", List.of(), null);
        ProxyOptions through = egress.proxyTo(URI.create("https://api.anthropic.com"));
        assertEquals("me", through.getUsername());
        assertEquals("secret", through.getPassword());
        Egress user = new Egress("http://me@proxy.example:3128", List.of(), null);
        assertEquals("", user.proxyTo(URI.create("https://a.example")).getPassword());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy.example:3128", "https://proxy.example:3128", "http://proxy.example", "http://a b:1", "//x"
            })
    void whatIsNoProxyIsRefusedByItsName(String address) {
        Egress egress = new Egress(address, List.of(), null);
        assertEquals("HTTPS_PROXY", problems(egress).getFirst().property());
        assertNull(egress.proxyTo(URI.create("https://api.anthropic.com")));
    }

    @Test
    void withoutAProxyEverythingIsAskedStraight() {
        assertEquals(List.of(), problems(Egress.DIRECT));
        assertEquals(List.of(), problems(new Egress(PROXY, List.of(), null)));
        assertNull(Egress.DIRECT.proxyTo(URI.create("https://api.anthropic.com")));
    }
}
