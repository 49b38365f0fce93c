package dev.deepreasoning.api.pricing;

import dev.deepreasoning.api.Callers;
import dev.deepreasoning.api.pricing.wire.PricingView;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.api.wire.Money;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.ClaudeModel;
import dev.deepreasoning.catalog.Price;
import dev.deepreasoning.catalog.PricingConfig;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `GET /v1/pricing`, for whoever may see the models.
@Path("/v1/pricing")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Models")
public class PricingResource {
    private static final int UNIT = 1_000;
    private static final String EXAMPLE = """
            {"object":"pricing","currency":"USD","unit_tokens":1000,"web_search":{"amount":"0.013","currency":"USD"},\
            "default_model":"claude-sonnet-4-5-20250929","data":[{"model":"claude-sonnet-4-5-20250929",\
            "display_name":"Claude Sonnet 4.5","input":{"amount":"0.012","currency":"USD"},\
            "output":{"amount":"0.058","currency":"USD"},"lifecycle":"active","deprecated_at":null,"retires_at":null,\
            "replacement":null}]}""";

    private final Callers callers;
    private final Catalog catalog;
    private final PricingConfig pricing;

    /// The resource.
    public PricingResource(Callers callers, Catalog catalog, PricingConfig pricing) {
        this.callers = callers;
        this.catalog = catalog;
        this.pricing = pricing;
    }

    /// The rate card.
    @GET
    @NonBlocking
    @Operation(operationId = "getPricing", summary = "The rate card, with the lifecycle of each model")
    @APIResponse(
            responseCode = "200",
            description = "The rate card",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PricingView.class),
                            examples = @ExampleObject(name = "card", value = EXAMPLE)))
    @APIResponse(
            responseCode = "401",
            description = "No or a wrong gateway key",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    public PricingView pricing(@Context RoutingContext routing) {
        callers.of(routing);
        return new PricingView(
                "pricing",
                "USD",
                UNIT,
                Money.usd(pricing.webSearch()),
                catalog.defaultModel().id(),
                catalog.models().stream().map(this::rate).toList());
    }

    private PricingView.Rate rate(ClaudeModel model) {
        Price price = catalog.price(model.id()).orElse(null);
        return new PricingView.Rate(
                model.id(),
                model.displayName(),
                price == null ? null : Money.usd(price.input()),
                price == null ? null : Money.usd(price.output()),
                catalog.lifecycle(model).wireName(),
                date(model.deprecatedAt()),
                date(model.retiresAt()),
                model.replacement());
    }

    private static @Nullable String date(@Nullable LocalDate date) {
        return date == null ? null : date.toString();
    }
}
