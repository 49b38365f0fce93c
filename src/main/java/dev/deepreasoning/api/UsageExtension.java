package dev.deepreasoning.api;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.ResolvedModel;
import dev.deepreasoning.metering.Charges;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The member `deepreasoning` of every dialect's usage object: what is known of a run only at its end.
public final class UsageExtension {
    private final Charges charges;
    private final ResolvedModel model;
    private final boolean operator;

    /// For one run.
    ///
    /// @param model what the caller asked for, which decides the price
    /// @param operator whether the caller may see hosts, upstream costs and margin
    public UsageExtension(Charges charges, ResolvedModel model, boolean operator) {
        this.charges = charges;
        this.model = model;
        this.operator = operator;
    }

    /// Appends `"deepreasoning":{…}`.
    public void write(RunReport report, JsonBytes out) {
        out.ascii("\"deepreasoning\":{\"reasoning\":").string(report.reasoning().wireName());
        SearchOutcome search = report.search();
        if (search != null) {
            out.ascii(",\"search\":").string(search.wireName());
        }
        out.ascii(",\"adjusted\":[");
        String separator = "";
        for (Adjustment each : report.adjusted()) {
            out.ascii(separator).ascii("{\"name\":").string(each.name());
            nullable(",\"from\":", each.from(), out);
            nullable(",\"to\":", each.to(), out);
            out.ascii("}");
            separator = ",";
        }
        out.ascii("]");
        amount(",\"price\":", charges.price(report, model), out);
        if (operator) {
            amount(",\"margin\":", charges.margin(report, model), out);
        }
        out.ascii(",\"simulated\":").ascii(Boolean.toString(report.simulated()));
        out.ascii(",\"stages\":[");
        separator = "";
        for (StageReport stage : report.stages()) {
            out.ascii(separator);
            stage(stage, out);
            separator = ",";
        }
        out.ascii("]}");
    }

    private void stage(StageReport stage, JsonBytes out) {
        TokenUsage usage = stage.usage();
        out.ascii("{\"stage\":").string(stage.stage().wireName());
        boolean search = stage.stage() == Stage.SEARCH;
        nullable(search ? ",\"depth\":" : ",\"model\":", stage.model(), out);
        if (operator) {
            nullable(",\"host\":", stage.host(), out);
            amount(",\"upstream_cost\":", charges.upstreamCost(stage), out);
        }
        if (!search) {
            tokens(usage, out);
        }
        Duration first = stage.firstToken();
        if (first != null) {
            out.ascii(",\"first_token_ms\":").number(first.toMillis());
        }
        out.ascii(",\"total_ms\":").number(stage.total().toMillis()).ascii("}");
    }

    private static void tokens(TokenUsage usage, JsonBytes out) {
        out.ascii(",\"tokens\":{\"input\":").number(usage.input());
        out.ascii(",\"cache_write\":").number(usage.cacheWrite() + usage.cacheWriteLong());
        out.ascii(",\"cache_read\":").number(usage.cacheRead());
        out.ascii(",\"output\":").number(usage.output());
        out.ascii(",\"reasoning\":").number(usage.reasoning());
        out.ascii("},\"source\":").string(usage.estimated() ? "estimated" : "reported");
    }

    private static void amount(String name, @Nullable BigDecimal usd, JsonBytes out) {
        if (usd != null) {
            String plain = usd.signum() == 0 ? "0" : usd.stripTrailingZeros().toPlainString();
            out.ascii(name).ascii("{\"amount\":").string(plain).ascii(",\"currency\":\"USD\"}");
        }
    }

    private static void nullable(String name, @Nullable String value, JsonBytes out) {
        if (value != null) {
            out.ascii(name).string(value);
        }
    }
}
