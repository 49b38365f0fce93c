package dev.deepreasoning.api.wire;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// An exact amount: a decimal in a string, so that no client reads it as a float.
@RegisterForReflection
@Schema(name = "Money")
public record Money(
        @Schema(required = true, examples = "0.012308") String amount,
        @Schema(required = true, examples = "USD") String currency) {
    /// Dollars.
    public static Money usd(BigDecimal amount) {
        return new Money(
                amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString(), "USD");
    }
}
