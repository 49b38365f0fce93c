package dev.deepreasoning.api;

import dev.deepreasoning.ledger.Entries;
import dev.deepreasoning.ledger.Entries.Span;
import dev.deepreasoning.ledger.LedgerEntry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An account's statement of a time, RFC 4180: the balance before it, every entry with the balance behind it, the balance
/// after it. Read and written page by page, so that a long one takes no more memory than a short one.
@ApplicationScoped
public class StatementCsv {
    /// The media type.
    public static final String TYPE = "text/csv";

    /// How one looks.
    public static final String EXAMPLE = "time,kind,amount,balance,currency,request_id,external_reference,note\r\n"
            + "2026-11-01T00:00:00Z,opening_balance,,4.25,USD,,,\r\n"
            + "2026-11-24T09:22:07Z,top_up,10,14.25,USD,,\"invoice-2026-0815\",\"thank you\"\r\n"
            + "2026-11-24T09:25:11Z,charge,-0.012308,14.237692,USD,\"req_5f1c9a27b3d84e6f90a1b2c3\",,\r\n"
            + "2026-12-01T00:00:00Z,closing_balance,,14.237692,USD,,,\r\n";

    private static final int PAGE = 1_000;
    private static final String HEAD = "time,kind,amount,balance,currency,request_id,external_reference,note\r\n";
    /// What makes spreadsheets take a text for a formula.
    private static final String FORMULA = "=+-@\t\r\n|%";

    private final Entries entries;

    /// From a ledger.
    public StatementCsv(Entries entries) {
        this.entries = entries;
    }

    /// The response; what is read of the database first is read before it is committed.
    ///
    /// @param account whose existence is known
    public Response of(String account, Span span) {
        BigDecimal opening = entries.balance(account, span.from());
        List<LedgerEntry> first = entries.page(account, 0, span, PAGE);
        StreamingOutput body = out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            write(account, span, opening, first, writer);
            writer.flush();
        };
        return Response.ok(body)
                .type(TYPE + ";charset=UTF-8")
                .header("content-disposition", "attachment; filename=\"statement-" + account + ".csv\"")
                .header("cache-control", "no-store")
                .build();
    }

    private void write(String account, Span span, BigDecimal opening, List<LedgerEntry> first, Writer out)
            throws IOException {
        out.write(HEAD);
        line(out, span.from(), "opening_balance", null, opening, null, null, null);
        BigDecimal balance = opening;
        List<LedgerEntry> page = first;
        Instant last = span.from();
        while (!page.isEmpty()) {
            for (LedgerEntry entry : page) {
                balance = balance.add(entry.amount());
                last = entry.created();
                line(
                        out,
                        last,
                        entry.kind().word(),
                        entry.amount(),
                        balance,
                        entry.requestId(),
                        entry.reference(),
                        entry.note());
            }
            page = page.size() < PAGE
                    ? List.of()
                    : entries.page(account, page.getLast().id(), span, PAGE);
        }
        line(out, span.to() == null ? last : span.to(), "closing_balance", null, balance, null, null, null);
    }

    private static void line(
            Writer out,
            @Nullable Instant time,
            String kind,
            @Nullable BigDecimal amount,
            BigDecimal balance,
            @Nullable String request,
            @Nullable String reference,
            @Nullable String note)
            throws IOException {
        out.write((time == null ? "" : time) + "," + kind + "," + (amount == null ? "" : amount.toPlainString()) + ","
                + balance.toPlainString() + ",USD," + cell(request) + "," + cell(reference) + "," + cell(note)
                + "\r\n");
    }

    /// A text as a cell that no spreadsheet runs.
    static String cell(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String shown = text.stripLeading();
        boolean formula =
                FORMULA.indexOf(text.charAt(0)) >= 0 || !shown.isEmpty() && FORMULA.indexOf(shown.charAt(0)) >= 0;
        String tame = formula ? "'" + text : text;
        return "\"" + tame.replace("\"", "\"\"") + "\"";
    }
}
