package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.metering.Charges;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The usage of both stages with their costs by the vendors' lists, for the models that served: the caller pays them
/// with keys of its own.
///
/// @param extension the gateway's own member beside them
record CombinedUsage(Charges charges, UsageExtension extension) {
    private static final int DECIMALS = 3;

    void write(RunReport report, JsonBytes out) {
        StageReport reasoner = stage(report, Stage.REASONING);
        StageReport answerer = stage(report, Stage.ANSWER);
        BigDecimal reasoning = cost(reasoner);
        BigDecimal answer = cost(answerer);
        TokenUsage r1 = reasoner == null ? TokenUsage.NONE : reasoner.usage();
        TokenUsage claude = answerer == null ? TokenUsage.NONE : answerer.usage();
        long written = claude.cacheWrite() + claude.cacheWriteLong();
        out.ascii("{\"total_cost\":").string(dollars(reasoning.add(answer)));
        out.ascii(",\"deepseek_usage\":{\"input_tokens\":").number(r1.totalInput());
        out.ascii(",\"output_tokens\":").number(r1.output());
        out.ascii(",\"reasoning_tokens\":").number(r1.reasoning());
        out.ascii(",\"cached_input_tokens\":").number(r1.cacheRead());
        out.ascii(",\"total_tokens\":").number(r1.totalInput() + r1.output());
        out.ascii(",\"total_cost\":").string(dollars(reasoning));
        out.ascii("},\"anthropic_usage\":{\"input_tokens\":").number(claude.input());
        out.ascii(",\"output_tokens\":").number(claude.output());
        out.ascii(",\"cached_write_tokens\":").number(written);
        out.ascii(",\"cached_read_tokens\":").number(claude.cacheRead());
        out.ascii(",\"total_tokens\":").number(claude.totalInput() + claude.output());
        out.ascii(",\"total_cost\":").string(dollars(answer)).ascii("},");
        extension.write(report, out);
        out.ascii("}");
    }

    static @Nullable StageReport stage(RunReport report, Stage stage) {
        for (StageReport each : report.stages()) {
            if (each.stage() == stage) {
                return each;
            }
        }
        return null;
    }

    private BigDecimal cost(@Nullable StageReport stage) {
        return stage == null ? BigDecimal.ZERO : Objects.requireNonNullElse(charges.listCost(stage), BigDecimal.ZERO);
    }

    private static String dollars(BigDecimal usd) {
        return "$" + usd.setScale(DECIMALS, RoundingMode.HALF_UP).toPlainString();
    }
}
