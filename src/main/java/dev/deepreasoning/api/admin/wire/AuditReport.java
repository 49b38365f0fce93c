package dev.deepreasoning.api.admin.wire;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Every balance, reserved sum and charge computed anew. `clean` where all agree.
@RegisterForReflection
@Schema(name = "AuditReport")
public record AuditReport(
        @Schema(required = true, examples = "audit_report") String object,
        @Schema(required = true) boolean clean,

        @Schema(required = true, description = "Unix seconds")
        long created,

        @Schema(required = true) List<Difference> differences) {
    /// Copies.
    public AuditReport {
        differences = List.copyOf(differences);
    }

    /// Two numbers that should be one. Decimals, USD.
    @RegisterForReflection
    @Schema(name = "AuditDifference")
    public record Difference(
            @Schema(required = true) String account,

            @Schema(required = true, description = "`balance`, `reserved`, `charges` or `entry` and its number")
            String what,

            @Schema(required = true) String told,
            @Schema(required = true) String computed) {}
}
