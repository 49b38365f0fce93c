package dev.deepreasoning.api.models;

import dev.deepreasoning.api.Callers;
import dev.deepreasoning.api.models.wire.ModelList;
import dev.deepreasoning.api.models.wire.ModelView;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.PublicModel;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `GET /v1/models`: one list that both families of SDKs can read, so that nothing has to be guessed of the caller.
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    private static final int MOST = 1_000;

    private final Catalog catalog;
    private final ModelViews views;
    private final Callers callers;

    /// The resource.
    public ModelsResource(Catalog catalog, ModelViews views, Callers callers) {
        this.catalog = catalog;
        this.views = views;
        this.callers = callers;
    }

    /// The public models, all on one page unless a limit is given.
    ///
    /// @param limit text, so that a wrong one is told in the caller's dialect
    @GET
    @NonBlocking
    @Tag(name = "Models")
    @Operation(operationId = "listModels", summary = "The models under their public names")
    @APIResponse(
            responseCode = "200",
            description = "The list",
            content = @Content(schema = @Schema(implementation = ModelList.class)))
    @APIResponse(
            responseCode = "401",
            description = "No or a wrong gateway key",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @APIResponse(
            responseCode = "400",
            description = "A wrong page",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    public ModelList list(
            @Parameter(
                            description = "Most models on the page, 1 to 1000",
                            schema = @Schema(implementation = Integer.class))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Go on behind this model") @QueryParam("after_id") @Nullable String afterId,
            @Parameter(description = "Stop before this model") @QueryParam("before_id") @Nullable String beforeId,
            @Context RoutingContext routing) {
        callers.of(routing);
        List<PublicModel> all = catalog.listed();
        int from = afterId == null || afterId.isEmpty() ? 0 : place(all, afterId, "after_id") + 1;
        int to = beforeId == null || beforeId.isEmpty() ? all.size() : place(all, beforeId, "before_id");
        List<PublicModel> rest = from < to ? all.subList(from, to) : List.of();
        int most = limit == null || limit.isEmpty() ? rest.size() : parse(limit);
        boolean more = rest.size() > most;
        // Backwards, the page is the one next to the model it stops before.
        boolean backwards = beforeId != null && !beforeId.isEmpty();
        List<PublicModel> page =
                !more ? rest : backwards ? rest.subList(rest.size() - most, rest.size()) : rest.subList(0, most);
        return new ModelList(
                "list",
                page.stream().map(views::view).toList(),
                more,
                page.isEmpty() ? null : page.getFirst().id(),
                page.isEmpty() ? null : page.getLast().id());
    }

    /// One model.
    ///
    /// @param id may hold slashes, raw or encoded
    @GET
    @NonBlocking
    @Path("/{id:.+}")
    @Tag(name = "Models")
    @Operation(operationId = "getModel", summary = "One model")
    @APIResponse(
            responseCode = "200",
            description = "The model",
            content = @Content(schema = @Schema(implementation = ModelView.class)))
    @APIResponse(
            responseCode = "401",
            description = "No or a wrong gateway key",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @APIResponse(
            responseCode = "404",
            description = "No such model",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    public ModelView one(@PathParam("id") String id, @Context RoutingContext routing) {
        callers.of(routing);
        return catalog.find(id)
                .map(views::view)
                .orElseThrow(() -> GatewayException.of(
                                ErrorKind.MODEL_NOT_FOUND, "model_not_found", "The model `" + id + "` does not exist.")
                        .withParam("model"));
    }

    private static int place(List<PublicModel> all, String id, String param) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(id)) {
                return i;
            }
        }
        throw GatewayException.invalid(param, "`" + param + "` is not the id of a listed model.");
    }

    private static int parse(String limit) {
        try {
            int value = Integer.parseInt(limit);
            if (value >= 1 && value <= MOST) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw outOfRange().withCause(e);
        }
        throw outOfRange();
    }

    private static GatewayException outOfRange() {
        return GatewayException.invalid("limit", "`limit` must be a whole number from 1 to " + MOST + ".");
    }
}
