package dev.deepreasoning.api.admin.wire;

import dev.deepreasoning.api.wire.LedgerEntryView;
import dev.deepreasoning.api.wire.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A balance as it was changed, or had been before.
@RegisterForReflection
@Schema(name = "Booking")
public record BookingView(
        @Schema(required = true, examples = "booking") String object,

        @Schema(required = true, description = "Nothing was changed: the reference had been used for just this")
        boolean repeated,

        @Schema(required = true, description = "As it is now")
        Money balance,

        @Schema(required = true) LedgerEntryView entry) {}
