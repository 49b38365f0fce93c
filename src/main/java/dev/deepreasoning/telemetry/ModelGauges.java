package dev.deepreasoning.telemetry;

import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.ClaudeModel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// `deepreasoning_model_retirement_timestamp_seconds`: when the vendor retires a model of the catalogue.
@ApplicationScoped
public class ModelGauges {
    void register(@Observes StartupEvent event, MeterRegistry registry, Catalog catalog) {
        for (ClaudeModel model : catalog.models()) {
            LocalDate retired = model.retiresAt();
            if (retired != null) {
                long second = retired.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
                Gauge.builder("deepreasoning.model.retirement.timestamp", () -> second)
                        .description("When the vendor retires the model.")
                        .baseUnit("seconds")
                        .tag("model", model.id())
                        .register(registry);
            }
        }
    }
}
