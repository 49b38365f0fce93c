package dev.deepreasoning.api;

import dev.deepreasoning.ledger.AdminResource;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/// A gateway with accounts, seen from outside: by its operator and by holders of accounts.
public final class AccountsGateway {
    private final int port;

    /// On a port of this machine.
    public AccountsGateway(int port) {
        this.port = port;
    }

    /// Asks with a key or a token.
    public Wire.Answer ask(String secret, String method, String path) {
        try (Wire wire = new Wire(port)) {
            return wire.ask(method, path, "authorization: Bearer " + secret).answer();
        }
    }

    /// Sends JSON with a key or a token.
    public Wire.Answer send(String secret, String method, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        try (Wire wire = new Wire(port)) {
            return wire.send(method + " " + path + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n"
                            + "x-api-key: " + secret + "\r\ncontent-length: " + body.length + "\r\n\r\n")
                    .send(body)
                    .answer();
        }
    }

    /// What the operator gets.
    public JsonObject admin(String path) {
        return json(ask(AdminResource.TOKEN, "GET", path));
    }

    /// What the operator does.
    public JsonObject admin(String method, String path, String json) {
        return json(send(AdminResource.TOKEN, method, path, json));
    }

    /// A holder of a new account with credit.
    public Someone someone(String name) {
        String account = admin(
                        "POST",
                        "/v1/admin/accounts",
                        new JsonObject().put("name", name).encode())
                .getString("id");
        String base = "/v1/admin/accounts/" + account;
        admin("PATCH", base, "{\"limits\":{\"requests_per_minute\":1000,\"tokens_per_minute\":100000000}}");
        admin("POST", base + "/top-ups", "{\"amount\":\"5.50\",\"external_reference\":\"first-" + account + "\"}");
        JsonObject key = admin("POST", base + "/keys", "{\"name\":\"first\"}");
        return new Someone(account, key.getString("key"), key.getString("id"));
    }

    /// Makes a holder use something.
    ///
    /// @return the request's id
    public String use(Someone who) {
        Wire.Answer answer = send(
                who.secret,
                "POST",
                "/v1/chat/completions",
                SimulatedGateway.ask("Hi [[sim:tokens=4]]", false).encode());
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        Eventually.holds(
                "it is settled",
                () -> admin("/v1/admin/accounts/" + who.account)
                        .getJsonObject("reserved")
                        .getString("amount")
                        .equals("0"));
        return answer.header("x-request-id");
    }

    /// The body of an answer that went well.
    public static JsonObject json(Wire.Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        return new JsonObject(answer.body());
    }

    /// The error's code and field in an answer that did not.
    public static String told(Wire.Answer answer) {
        JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
        return answer.status() + " " + error.getString("code") + " " + error.getString("param");
    }

    /// Somebody with an account and a key.
    public record Someone(String account, String secret, String key) {}
}
