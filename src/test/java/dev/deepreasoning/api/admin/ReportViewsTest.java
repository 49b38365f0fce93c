package dev.deepreasoning.api.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Page;
import dev.deepreasoning.api.admin.wire.AuditLogPage;
import dev.deepreasoning.api.admin.wire.AuditReport;
import dev.deepreasoning.api.admin.wire.MarginReport;
import dev.deepreasoning.ledger.Accounts.Difference;
import dev.deepreasoning.ledger.AuditLog;
import dev.deepreasoning.ledger.Entries.Span;
import dev.deepreasoning.ledger.UsageEvents.Margin;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Reports as operators are shown them.
class ReportViewsTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_795_000_000);

    private static Margin margin(String model, String price, String known, String cost, long unknown) {
        return new Margin(
                model, 2, new BigDecimal(price), BigDecimal.ONE, new BigDecimal(known), new BigDecimal(cost), unknown);
    }

    @Test
    void aMarginCountsOnlyWhatIsKnownOnBothSides() {
        MarginReport report = ReportViews.margin(
                new Span(TIME, null),
                false,
                List.of(margin("a", "5", "5", "1.5", 0), margin("b", "4", "3", "0.25", 1)));
        assertEquals("3.5", report.data().getFirst().margin().amount());
        assertEquals("2.75", report.data().get(1).margin().amount());
        assertEquals("6.25", report.total().margin().amount());
        assertEquals("9", report.total().price().amount());
        assertEquals(4, report.total().requests());
        assertEquals(1, report.total().unknownCosts());
        assertEquals(TIME.getEpochSecond(), report.from());
        assertNull(report.to());
    }

    @Test
    void booksThatDoNotAgreeAreTold() {
        AuditReport report = ReportViews.audit(
                TIME, List.of(new Difference("acc_1", "balance", new BigDecimal("2.50"), BigDecimal.ONE)));
        assertFalse(report.clean());
        assertEquals(
                new AuditReport.Difference("acc_1", "balance", "2.50", "1"),
                report.differences().getFirst());
        assertTrue(ReportViews.audit(TIME, List.of()).clean());
    }

    @Test
    void theLogIsPaged() {
        List<AuditLog.Entry> found = List.of(
                new AuditLog.Entry(2, TIME, "token:1", "account.open", "acc_1", "{\"name\":\"A\"}"),
                new AuditLog.Entry(1, TIME, "token:1", "audit", null, "{}"));
        AuditLogPage first = ReportViews.auditLog(Page.read(1, _ -> found));
        assertEquals("2", first.nextCursor());
        assertEquals("A", first.data().getFirst().details().get("name"));
        AuditLogPage all = ReportViews.auditLog(Page.read(2, _ -> found));
        assertNull(all.nextCursor());
        assertNull(all.data().get(1).account());
    }
}
