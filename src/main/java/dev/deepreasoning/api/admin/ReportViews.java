package dev.deepreasoning.api.admin;

import dev.deepreasoning.api.Page;
import dev.deepreasoning.api.admin.wire.AuditLogPage;
import dev.deepreasoning.api.admin.wire.AuditReport;
import dev.deepreasoning.api.admin.wire.MarginReport;
import dev.deepreasoning.api.admin.wire.MarginReport.Line;
import dev.deepreasoning.api.wire.Money;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.AuditLog;
import dev.deepreasoning.ledger.Entries;
import dev.deepreasoning.ledger.UsageEvents;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ledger's reports as operators are shown them.
final class ReportViews {
    private ReportViews() {}

    static MarginReport margin(Entries.Span span, boolean simulated, List<UsageEvents.Margin> found) {
        UsageEvents.Margin total =
                new UsageEvents.Margin("all", 0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0);
        for (UsageEvents.Margin each : found) {
            total = total.plus(each);
        }
        return new MarginReport(
                "margin_report",
                seconds(span.from()),
                seconds(span.to()),
                simulated,
                found.stream().map(ReportViews::line).toList(),
                line(total));
    }

    private static Line line(UsageEvents.Margin margin) {
        return new Line(
                margin.model(),
                margin.requests(),
                Money.usd(margin.price()),
                Money.usd(margin.writtenOff()),
                Money.usd(margin.upstreamCost()),
                margin.unknownCosts(),
                Money.usd(margin.priceOfKnown().subtract(margin.upstreamCost())));
    }

    static AuditReport audit(Instant at, List<Accounts.Difference> found) {
        return new AuditReport(
                "audit_report",
                found.isEmpty(),
                at.getEpochSecond(),
                found.stream()
                        .map(each -> new AuditReport.Difference(
                                each.account(),
                                each.what(),
                                each.told().toPlainString(),
                                each.computed().toPlainString()))
                        .toList());
    }

    static AuditLogPage auditLog(Page<AuditLog.Entry> page) {
        return new AuditLogPage(
                "list",
                page.show(each -> new AuditLogPage.Action(
                        Long.toString(each.id()),
                        "audit_event",
                        each.at().getEpochSecond(),
                        each.actor(),
                        each.action(),
                        each.account(),
                        new JsonObject(each.details()).getMap())),
                page.more(),
                page.next(each -> Long.toString(each.id())));
    }

    private static @Nullable Long seconds(@Nullable Instant time) {
        return time == null ? null : time.getEpochSecond();
    }
}
