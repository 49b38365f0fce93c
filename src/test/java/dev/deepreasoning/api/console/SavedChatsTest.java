package dev.deepreasoning.api.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.LedgerEntry;
import dev.deepreasoning.ledger.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Chats and sessions of account holders.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
class SavedChatsTest {
    private static final String MARK = "x-deepreasoning-page: 1";

    @Inject
    Accounts accounts;

    @Inject
    Keys keys;

    @TestHTTPResource("/")
    URI gateway;

    private Someone me;

    private record Someone(String account, String secret, String key) {}

    @BeforeEach
    void open() {
        me = someone();
    }

    private Someone someone() {
        Account account = accounts.open("Somebody", new Limits(1_000, 100_000_000, 100), true);
        accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, new BigDecimal("5.50"), null, null, "test");
        ApiKey.Created key = keys.create(account.id(), new ApiKey.Terms("first", null, null, null, null))
                .orElseThrow();
        return new Someone(account.id(), key.secret(), key.key().id());
    }

    private Wire.Answer send(Someone who, String method, String path, String body) {
        try (Wire wire = new Wire(gateway.getPort())) {
            String key = "authorization: Bearer " + who.secret;
            if (body.isEmpty()) {
                return wire.ask(method, path, key).answer();
            }
            String head = method + " " + path + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                    + key + "\r\ncontent-length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n";
            return wire.send(head + body).answer();
        }
    }

    private static String chat(String title) {
        return new JsonObject()
                .put("title", title)
                .put("model", "deepreasoning")
                .put("content", new JsonObject().put("turns", "nothing \u0000 é"))
                .encode();
    }

    private String saved(Someone who, String title) {
        Wire.Answer answer = send(who, "POST", "/v1/account/chats", chat(title));
        assertEquals(200, answer.status(), answer.body());
        JsonObject view = new JsonObject(answer.body());
        assertEquals("saved_chat", view.getString("object"));
        assertNull(view.getValue("content"));
        return view.getString("id");
    }

    @Test
    void chatsAreKeptReplacedAndForgotten() {
        String id = saved(me, "One");
        JsonObject one =
                new JsonObject(send(me, "GET", "/v1/account/chats/" + id, "").body());
        assertTrue(one.getJsonObject("content").containsKey("turns"), one::encode);
        assertEquals(
                200, send(me, "PUT", "/v1/account/chats/" + id, chat("Two")).status());
        JsonObject list =
                new JsonObject(send(me, "GET", "/v1/account/chats", "").body());
        assertEquals("Two", list.getJsonArray("data").getJsonObject(0).getString("title"));
        assertEquals(200, send(me, "DELETE", "/v1/account/chats/" + id, "").status());
        assertEquals(404, send(me, "DELETE", "/v1/account/chats/" + id, "").status());
        assertEquals(404, send(me, "GET", "/v1/account/chats/" + id, "").status());
        assertEquals(
                404, send(me, "PUT", "/v1/account/chats/" + id, chat("Two")).status());
    }

    @Test
    void nobodySeesAnothersChats() {
        String id = saved(me, "Mine");
        Someone other = someone();
        assertEquals(404, send(other, "GET", "/v1/account/chats/" + id, "").status());
        assertEquals(
                404,
                send(other, "PUT", "/v1/account/chats/" + id, chat("Yours")).status());
        assertEquals(404, send(other, "DELETE", "/v1/account/chats/" + id, "").status());
        assertFalse(send(other, "GET", "/v1/account/chats", "").body().contains("Mine"));
    }

    @Test
    void fiftyAreKeptAndListedInPages() {
        for (int i = 0; i < 50; i++) {
            saved(me, "Chat " + i);
        }
        Wire.Answer refused = send(me, "POST", "/v1/account/chats", chat("One more"));
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("too_many_chats"), refused.body());
        JsonObject page =
                new JsonObject(send(me, "GET", "/v1/account/chats?limit=30", "").body());
        assertEquals(30, page.getJsonArray("data").size());
        assertTrue(page.getBoolean("has_more"));
        JsonObject rest =
                new JsonObject(send(me, "GET", "/v1/account/chats?limit=30&before=" + page.getString("next_cursor"), "")
                        .body());
        assertEquals(20, rest.getJsonArray("data").size());
        assertFalse(rest.getBoolean("has_more"));
        assertEquals(
                0,
                new JsonObject(send(me, "GET", "/v1/account/chats?model=other", "")
                                .body())
                        .getJsonArray("data")
                        .size());
    }

    @Test
    void wrongChatsAreRefusedByName() {
        assertRefused("title", "{\"model\":\"m\",\"content\":{}}");
        assertRefused("title", "{\"title\":\" \",\"model\":\"m\",\"content\":{}}");
        assertRefused("title", "{\"title\":\"" + "x".repeat(201) + "\",\"model\":\"m\",\"content\":{}}");
        assertRefused("model", "{\"title\":\"t\",\"content\":{}}");
        assertRefused("content", "{\"title\":\"t\",\"model\":\"m\"}");
        assertRefused("content", "{\"title\":\"t\",\"model\":\"m\",\"content\":[]}");
        assertRefused("title", "null");
        for (String limit : new String[] {"0", "101", "many"}) {
            assertEquals(
                    400, send(me, "GET", "/v1/account/chats?limit=" + limit, "").status(), limit);
        }
    }

    private void assertRefused(String param, String body) {
        Wire.Answer answer = send(me, "POST", "/v1/account/chats", body);
        assertEquals(400, answer.status(), body);
        assertEquals(param, new JsonObject(answer.body()).getJsonObject("error").getString("param"), body);
    }

    @Test
    void aSessionEndsWithItsKey() {
        Wire.Answer answer;
        try (Wire wire = new Wire(gateway.getPort())) {
            answer = wire.post(
                            "/v1/session",
                            new JsonObject().put("key", me.secret).encode(),
                            MARK)
                    .answer();
        }
        assertEquals(200, answer.status(), answer.body());
        JsonObject session = new JsonObject(answer.body());
        assertEquals("Somebody", session.getString("account"));
        assertTrue(session.getBoolean("chats"));
        String cookie = "cookie: " + answer.header("set-cookie").replaceAll(";.*", "");
        assertEquals(200, withCookie(cookie, "/v1/account"));
        try (Wire wire = new Wire(gateway.getPort())) {
            String ask = SimulatedGateway.ask("Hi [[sim:tokens=4]]", false).encode();
            assertEquals(
                    200,
                    wire.post("/v1/chat/completions", ask, cookie, MARK)
                            .answer()
                            .status());
        }
        Eventually.holds(
                "it is settled as the playground's",
                () -> send(me, "GET", "/v1/account/usage?source=playground", "")
                        .body()
                        .contains("\"chat_completions\""));
        keys.revoke(me.account, me.key);
        assertEquals(401, withCookie(cookie, "/v1/account"));
        try (Wire wire = new Wire(gateway.getPort())) {
            assertEquals(
                    401,
                    wire.post(
                                    "/v1/session",
                                    new JsonObject().put("key", me.secret).encode(),
                                    MARK)
                            .answer()
                            .status());
            assertEquals(
                    200,
                    wire.ask("DELETE", "/v1/session", cookie, MARK).answer().status());
        }
    }

    private int withCookie(String cookie, String path) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.ask("GET", path, cookie).answer().status();
        }
    }
}
