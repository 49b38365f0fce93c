package dev.deepreasoning.telemetry;

import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.StageReport;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What runs cost, USD.
public interface Prices {
    /// What the caller pays; absent where the model has no price.
    @Nullable
    BigDecimal price(RunReport report);

    /// What the operator pays for a stage; absent where its vendor's prices are not known.
    @Nullable
    BigDecimal upstreamCost(StageReport stage);
}
