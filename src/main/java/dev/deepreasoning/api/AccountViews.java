package dev.deepreasoning.api;

import dev.deepreasoning.api.wire.AccountView;
import dev.deepreasoning.api.wire.KeyPage;
import dev.deepreasoning.api.wire.KeyView;
import dev.deepreasoning.api.wire.LedgerEntryView;
import dev.deepreasoning.api.wire.LedgerPage;
import dev.deepreasoning.api.wire.Money;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.LedgerEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Accounts, their keys and their entries as they are shown.
public final class AccountViews {
    private AccountViews() {}

    /// An account as lists show it.
    public static AccountView account(Account account) {
        return account(account, null);
    }

    /// An account.
    ///
    /// @param left of its limits
    public static AccountView account(Account account, Accounts.@Nullable Left left) {
        return new AccountView(
                "account",
                account.id(),
                account.name(),
                account.created().getEpochSecond(),
                account.simulated(),
                account.closed() != null,
                Money.usd(account.balance()),
                Money.usd(account.reserved()),
                Money.usd(account.available()),
                new AccountView.Limits(
                        account.limits().requestsPerMinute(),
                        account.limits().tokensPerMinute(),
                        account.limits().concurrentRequests(),
                        Keys.MOST),
                left == null
                        ? null
                        : new AccountView.Left(
                                left.requests(),
                                left.tokens(),
                                Math.max(0, account.limits().concurrentRequests() - left.running())));
    }

    /// A key.
    ///
    /// @param secret the key itself, right after its creation
    public static KeyView key(ApiKey key, @Nullable String secret) {
        BigDecimal cap = key.spendCap();
        return new KeyView(
                key.id(),
                "api_key",
                key.name(),
                key.prefix(),
                key.created().getEpochSecond(),
                seconds(key.lastUsed()),
                seconds(key.expires()),
                seconds(key.revoked()),
                cap == null ? null : Money.usd(cap),
                Money.usd(key.spent()),
                key.models(),
                key.endpoints(),
                secret);
    }

    private static @Nullable Long seconds(@Nullable Instant time) {
        return time == null ? null : time.getEpochSecond();
    }

    /// An entry as its account's holder sees it.
    public static LedgerEntryView entry(LedgerEntry entry) {
        return entry(entry, null);
    }

    /// An entry as operators see it.
    public static LedgerEntryView entryWithActor(LedgerEntry entry) {
        return entry(entry, entry.actor());
    }

    private static LedgerEntryView entry(LedgerEntry entry, @Nullable String actor) {
        return new LedgerEntryView(
                Long.toString(entry.id()),
                "ledger_entry",
                entry.created().getEpochSecond(),
                entry.kind().word(),
                Money.usd(entry.amount()),
                Money.usd(entry.balanceAfter()),
                entry.requestId(),
                entry.reference(),
                entry.note(),
                actor);
    }

    /// A page of entries.
    public static LedgerPage ledger(
            Account account, Page<LedgerEntry> page, Function<LedgerEntry, LedgerEntryView> view) {
        return new LedgerPage(
                "list",
                Money.usd(account.balance()),
                page.show(view),
                page.more(),
                page.next(entry -> Long.toString(entry.id())));
    }

    /// A page of keys.
    public static KeyPage keys(Page<ApiKey> page) {
        return new KeyPage("list", page.show(key -> key(key, null)), page.more(), page.next(ApiKey::id));
    }

    /// Something that the account does not have.
    public static GatewayException missing(String what) {
        return GatewayException.of(ErrorKind.NOT_FOUND, null, "This account has no such " + what + ".");
    }

    /// A key too many.
    public static GatewayException tooManyKeys() {
        return GatewayException.of(
                ErrorKind.INVALID_REQUEST,
                "too_many_keys",
                "An account has at most " + Keys.MOST + " valid keys: revoke one first.");
    }
}
