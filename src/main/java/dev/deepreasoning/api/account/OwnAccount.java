package dev.deepreasoning.api.account;

import dev.deepreasoning.api.AccountViews;
import dev.deepreasoning.api.Callers;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/// The account whose key a request is made with. Blocks.
@ApplicationScoped
public class OwnAccount {
    private final Callers callers;
    private final Accounts accounts;

    /// Among all.
    public OwnAccount(Callers callers, Accounts accounts) {
        this.callers = callers;
        this.accounts = accounts;
    }

    /// Its id.
    ///
    /// @throws GatewayException 401 where nobody known calls, 404 `no_accounts`
    String id(RoutingContext routing) {
        return callers.account(routing);
    }

    /// All of it.
    ///
    /// @throws GatewayException 401 where nobody known calls, 404
    Account of(RoutingContext routing) {
        return accounts.find(id(routing)).orElseThrow(() -> AccountViews.missing("account"));
    }
}
