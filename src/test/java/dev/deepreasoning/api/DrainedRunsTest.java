package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.LedgerEntry;
import dev.deepreasoning.ledger.PostgresResource;
import dev.deepreasoning.ledger.UsageEvent;
import dev.deepreasoning.ledger.UsageEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A gateway that goes down settles what it cuts: that is its own failure, and no caller has left.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
class DrainedRunsTest {
    private static final Duration GUARD = Duration.ofSeconds(60);
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"[^\"]");
    private static final String CHAT = "/v1/chat/completions";

    @Inject
    Accounts accounts;

    @Inject
    Keys keys;

    @Inject
    UsageEvents events;

    @Inject
    Drain drain;

    @TestHTTPResource("/")
    URI gateway;

    private record Someone(String account, String secret) {}

    private Someone someone() {
        Account account = accounts.open("Somebody", new Limits(1_000, 100_000_000, 100), true);
        accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, new BigDecimal("5"), null, null, "test");
        return new Someone(
                account.id(),
                keys.create(account.id(), new ApiKey.Terms("one", null, null, null, null))
                        .orElseThrow()
                        .secret());
    }

    private UsageEvent event(Someone who) {
        Eventually.holds(
                "it is settled",
                GUARD,
                () -> events.list(who.account, UsageEvents.Filter.ALL, null, 5).size() == 1);
        return events.list(who.account, UsageEvents.Filter.ALL, null, 5).getFirst();
    }

    private Wire send(Someone who, String directives, boolean stream) {
        return new Wire(gateway.getPort())
                .post(
                        CHAT,
                        SimulatedGateway.ask("Hi [[sim:" + directives + "]]", stream)
                                .encode(),
                        "x-api-key: " + who.secret);
    }

    @Test
    void whatIsCutIsPaidAsFarAsItWasDelivered() {
        Someone whole = someone();
        Someone thinking = someone();
        Someone answering = someone();
        try (Wire one = send(whole, "interval-ms=40,r1.reasoning-tokens=4000", false);
                Wire two = send(thinking, "interval-ms=40,r1.reasoning-tokens=4000", true);
                Wire three = send(answering, "interval-ms=40,r1.reasoning-tokens=2,claude.tokens=4000", true)) {
            two.head();
            three.head();
            String seen = "";
            while (!CONTENT.matcher(seen).find()) {
                seen = three.chunk();
            }
            three.chunk();
            Eventually.holds(
                    "all run",
                    GUARD,
                    () -> accounts.find(whole.account).orElseThrow().reserved().signum() > 0);
            Thread going = Thread.ofVirtual().start(drain::drain);
            assertEquals(503, one.answer().status());
            assertTrue(two.chunks().contains("\"error\""));
            assertTrue(three.chunks().contains("\"error\""));
            going.interrupt();
        }
        for (Someone each : List.of(whole, thinking, answering)) {
            assertEquals("failed", event(each).status());
            assertEquals("overloaded", event(each).errorCode());
        }
        assertEquals(0, event(whole).price().signum());
        assertEquals(0, event(thinking).price().signum());
        assertTrue(event(answering).price().signum() > 0);
        assertEquals(List.of(), accounts.audit());
    }
}
