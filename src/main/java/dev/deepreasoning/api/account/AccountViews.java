package dev.deepreasoning.api.account;

import dev.deepreasoning.api.account.wire.AccountView;
import dev.deepreasoning.api.account.wire.KeyView;
import dev.deepreasoning.api.account.wire.Money;
import dev.deepreasoning.api.account.wire.UsageView;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.UsageEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ledger's records as account holders are shown them: without hosts and costs, which are the operator's business.
public final class AccountViews {
    private AccountViews() {}

    /// An account.
    public static AccountView account(Account account) {
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
                        Keys.MOST));
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

    /// A request.
    ///
    /// @param details JSON that explains it; absent in lists
    static UsageView usage(UsageEvent event, @Nullable String details) {
        return new UsageView(
                event.requestId(),
                "usage_event",
                event.started().getEpochSecond(),
                event.upstreamModel(),
                event.requestedModel(),
                event.endpoint(),
                event.stream(),
                event.key(),
                new UsageView.Tokens(
                        event.billedInput(), event.billedOutput(), event.billedInput() + event.billedOutput()),
                Money.usd(event.price()),
                event.status(),
                event.errorCode(),
                event.simulated(),
                event.searches(),
                Duration.between(event.started(), event.ended()).toMillis(),
                event.firstTokenMillis(),
                stages(event),
                details);
    }

    private static List<UsageView.Stage> stages(UsageEvent event) {
        String source = event.estimated() ? "estimated" : "reported";
        List<UsageView.Stage> stages = new ArrayList<>(2);
        UsageEvent.Reasoner reasoner = event.reasoner();
        if (reasoner.host() != null) {
            stages.add(new UsageView.Stage(
                    "reasoning", reasoner.model(), reasoner.input(), reasoner.cached(), reasoner.output(), source));
        }
        UsageEvent.Answer answer = event.answer();
        if (answer.host() != null) {
            stages.add(new UsageView.Stage(
                    "answer",
                    event.servedModel(),
                    answer.input() + answer.written() + answer.cached(),
                    answer.cached(),
                    answer.output(),
                    source));
        }
        return stages;
    }
}
