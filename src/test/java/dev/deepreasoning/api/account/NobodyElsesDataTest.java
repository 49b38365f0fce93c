package dev.deepreasoning.api.account;

import static dev.deepreasoning.api.AccountsGateway.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.deepreasoning.api.AccountsGateway;
import dev.deepreasoning.api.AccountsGateway.Someone;
import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.ledger.AdminResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every endpoint of the OpenAPI document that concerns accounts, asked by one account for another's things. What is
/// added to the document is asked, too.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = AdminResource.class, restrictToAnnotatedClass = true)
class NobodyElsesDataTest {
    private static final List<String> METHODS = List.of("get", "post", "patch", "put", "delete");

    @TestHTTPResource("/")
    URI address;

    @TestHTTPResource("/q/openapi?format=json")
    URI document;

    private AccountsGateway gateway;
    private Someone me;
    private Someone other;
    private String theirRequest;
    private String theirEntry;

    @BeforeEach
    void open() {
        gateway = new AccountsGateway(address.getPort());
        me = gateway.someone("Anna");
        other = gateway.someone("Bertha Geheimnis");
        gateway.use(me);
        theirRequest = gateway.use(other);
        theirEntry = gateway.admin("/v1/admin/accounts/" + other.account() + "/ledger")
                .getJsonArray("data")
                .getJsonObject(0)
                .getString("id");
    }

    /// One call that the document allows.
    ///
    /// @param body absent for methods without one
    private record Call(String method, String path, String body) {
        Wire.Answer by(String secret, AccountsGateway gateway) {
            return body.isEmpty() ? gateway.ask(secret, method, path) : gateway.send(secret, method, path, body);
        }

        Call about(String marker, String thing) {
            return new Call(method, path.replace(marker, thing), body);
        }
    }

    /// @param under only paths that begin so
    private List<Call> calls(String under) throws IOException {
        JsonNode paths = JsonMapper.builder().build().readTree(document.toURL()).get("paths");
        List<Call> calls = new ArrayList<>();
        paths.properties().stream()
                .filter(path -> path.getKey().startsWith(under))
                .forEach(path -> path.getValue().properties().stream()
                        .filter(each -> METHODS.contains(each.getKey()))
                        .forEach(each -> calls.add(
                                call(each.getKey().toUpperCase(Locale.ROOT), path.getKey(), each.getValue()))));
        assertTrue(calls.size() > 5, () -> "the document has lost " + under);
        return calls;
    }

    private static Call call(String method, String path, JsonNode operation) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.path("parameters")) {
            String name = parameter.path("name").asText();
            if (parameter.path("in").asText().equals("query") && (name.equals("before") || name.equals("after"))) {
                query.append(query.isEmpty() ? "?" : "&").append(name).append("={cursor}");
            }
        }
        JsonNode examples = operation.at("/requestBody/content/application~1json/examples");
        String body = examples.isObject()
                ? examples.properties()
                        .iterator()
                        .next()
                        .getValue()
                        .get("value")
                        .toString()
                : "";
        if (body.startsWith("\"")) {
            body = operation
                    .at("/requestBody/content/application~1json/examples")
                    .properties()
                    .iterator()
                    .next()
                    .getValue()
                    .get("value")
                    .asText();
        }
        return new Call(method, path + query, body);
    }

    private void assertTellsNothingOf(Someone who, String request, Call call, Wire.Answer answer) {
        String all = answer.toString();
        for (String theirs :
                List.of(who.account(), who.key(), who.secret(), request, "Bertha", "first-" + who.account())) {
            assertFalse(all.contains(theirs), () -> call + " tells " + theirs + ": " + all);
        }
    }

    @Test
    void aKeySeesAndTouchesItsOwnAccountAlone() throws IOException {
        for (Call call : calls("/v1/account")) {
            for (String theirs : List.of(other.account(), other.key(), theirRequest, theirEntry)) {
                Call aimed = call.about("{cursor}", theirs);
                boolean named = aimed.path.contains("{");
                Call asked = new Call(aimed.method, aimed.path.replaceAll("\\{\\w+}", theirs), aimed.body);
                Wire.Answer answer = asked.by(me.secret(), gateway);
                assertTellsNothingOf(
                        other,
                        theirRequest,
                        asked,
                        new Wire.Answer(
                                answer.status(), answer.headers(), answer.body().replace("\"" + theirs + "\"", "")));
                if (named) {
                    Call invented =
                            new Call(aimed.method, aimed.path.replaceAll("\\{\\w+}", "none_00000000"), aimed.body);
                    Wire.Answer nothing = invented.by(me.secret(), gateway);
                    assertEquals(404, answer.status(), asked::toString);
                    assertEquals(nothing.status(), answer.status(), asked::toString);
                    assertEquals(nothing.body(), answer.body(), () -> asked + " tells that it exists");
                }
            }
        }
        assertUnharmed();
    }

    @Test
    void anAccountsKeyIsNoAdminsToken() throws IOException {
        for (Call call : calls("/v1/admin")) {
            for (Someone whose : List.of(me, other)) {
                Call asked = call.about("{cursor}", "")
                        .about("{id}", whose.account())
                        .about("{key}", whose.key())
                        .about("{request}", theirRequest);
                Wire.Answer answer = asked.by(me.secret(), gateway);
                assertEquals(401, answer.status(), asked::toString);
                assertTellsNothingOf(other, theirRequest, asked, answer);
            }
        }
        assertUnharmed();
    }

    @Test
    void anAdminNamesOneAccountAndSeesNoOther() throws IOException {
        for (Call call : calls("/v1/admin/accounts/{id}")) {
            Call asked = call.about("{cursor}", "0")
                    .about("{id}", me.account())
                    .about("{key}", other.key())
                    .about("{request}", theirRequest);
            Wire.Answer answer = asked.by(AdminResource.TOKEN, gateway);
            assertTellsNothingOf(other, theirRequest, asked, answer);
            if (call.path.contains("{key}") || call.path.contains("{request}")) {
                assertEquals(404, answer.status(), asked::toString);
            }
        }
        assertUnharmed();
    }

    private void assertUnharmed() {
        JsonObject account = json(gateway.ask(other.secret(), "GET", "/v1/account"));
        assertFalse(account.getBoolean("closed"));
        assertEquals("Bertha Geheimnis", account.getString("name"));
        assertEquals(
                2,
                json(gateway.ask(other.secret(), "GET", "/v1/account/ledger"))
                        .getJsonArray("data")
                        .size());
        assertEquals(
                1,
                json(gateway.ask(other.secret(), "GET", "/v1/account/keys"))
                        .getJsonArray("data")
                        .size());
    }
}
