package dev.deepreasoning.api.admin;

import dev.deepreasoning.api.PageSessions;
import dev.deepreasoning.auth.Administrators;
import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.auth.BrowserSession;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.AuditLog;
import dev.deepreasoning.ledger.AuditLog.Deed;
import dev.deepreasoning.ledger.Database;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Lets operators in, and writes down what they do.
@ApplicationScoped
public class AdminDoor {
    private final Administrators administrators;
    private final Database database;
    private final Accounts accounts;
    private final AuditLog log;
    private final PageSessions sessions;

    /// For the operators of this deployment.
    public AdminDoor(
            Administrators administrators, Database database, Accounts accounts, AuditLog log, PageSessions sessions) {
        this.administrators = administrators;
        this.database = database;
        this.accounts = accounts;
        this.log = log;
        this.sessions = sessions;
    }

    /// Who calls, by a name for the audit log. Blocks where an identity provider has to be asked.
    ///
    /// @throws GatewayException 404 where there is no admin API, 401 or 403 where the caller is no operator, 503 where
    ///     nobody can tell now
    public String actor(RoutingContext routing) {
        Optional<String> signedIn = sessions.of(routing)
                .filter(session ->
                        session.kind() == BrowserSession.Kind.ADMIN && administrators.names(session.reference()))
                .map(BrowserSession::reference);
        if (signedIn.isPresent()) {
            return signedIn.get();
        }
        HttpServerRequest http = routing.request();
        return administrators.actor(Authenticator.sent(
                http.getHeader("authorization"), http.getHeader("x-api-key"), http.getHeader("api-key")));
    }

    /// The same where there has to be a ledger.
    ///
    /// @throws GatewayException 404 `no_database` where there is none
    public String actorOfLedger(RoutingContext routing) {
        String actor = actor(routing);
        if (!database.present()) {
            throw GatewayException.of(
                    ErrorKind.NOT_FOUND,
                    "no_database",
                    "This gateway has no database, and so no accounts: its operator sets `quarkus.datasource.jdbc.url`.");
        }
        return actor;
    }

    /// Does something to an account and writes it down, both or neither.
    ///
    /// @param details what it was, known when it is done
    public <T> T acting(
            String actor, String action, String account, Supplier<T> work, Function<? super T, JsonObject> details) {
        return log.acting(
                actor,
                work,
                result -> new Deed(action, account, details.apply(result).encode()));
    }

    /// Reads of an account and writes it down.
    ///
    /// @throws GatewayException 404 where there is no such account
    public <T> T reading(String actor, String action, String account, JsonObject details, Function<Account, T> reader) {
        return acting(actor, action, account, () -> reader.apply(account(account)), _ -> details);
    }

    /// An account.
    ///
    /// @throws GatewayException 404 where there is none
    public Account account(String id) {
        return accounts.find(id).orElseThrow(() -> missing("account"));
    }

    /// A failure to find something.
    public static GatewayException missing(String what) {
        return GatewayException.of(ErrorKind.NOT_FOUND, null, "There is no such " + what + ".");
    }
}
