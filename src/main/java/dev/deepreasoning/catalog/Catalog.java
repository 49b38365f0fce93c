package dev.deepreasoning.catalog;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.catalog.PublicModel.Lifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which names mean which models.
@ApplicationScoped
public class Catalog {
    /// The gateway's own name, under which the operator's default answers.
    public static final String OWN_NAME = "deepreasoning";

    private static final String OWN_PREFIX = OWN_NAME + "/";
    private static final Duration GONE_FOR = Duration.ofHours(1);
    private static final Pattern DATE = Pattern.compile("-\\d{8}$");

    private final Map<String, ClaudeModel> models;
    private final Map<String, String> dateless;
    private final List<NamedAlias> aliases;
    private final ClaudeModel defaultModel;
    private final Clock clock;
    private final Map<String, Instant> goneUntil = new ConcurrentHashMap<>();

    /// The catalogue of a deployment.
    ///
    /// @throws IllegalArgumentException where configuration names a model that does not exist
    public Catalog(CatalogConfig config, Clock clock) {
        this.clock = clock;
        this.models = CatalogMerge.merge(BuiltInModels.all(), config.models());
        this.dateless = new LinkedHashMap<>();
        models.keySet().forEach(id -> dateless.putIfAbsent(DATE.matcher(id).replaceFirst(""), id));
        this.defaultModel = configured(config.defaultModel(), "deepreasoning.catalog.default-model");
        this.aliases = new ArrayList<>();
        int index = 0;
        for (CatalogConfig.Alias alias : config.aliases()) {
            String property = "deepreasoning.catalog.aliases[" + index++ + "].model";
            ClaudeModel target =
                    alias.model().equals(OWN_NAME) ? defaultModel : configured(withoutPrefix(alias.model()), property);
            aliases.add(new NamedAlias(alias, glob(alias.pattern()), target));
        }
    }

    private ClaudeModel configured(String id, String property) {
        ClaudeModel model = byId(id);
        if (model == null) {
            throw new IllegalArgumentException(property + " names a model that is not in the catalogue: " + id);
        }
        return model;
    }

    /// The Claude that answers where the caller names none.
    public ClaudeModel defaultModel() {
        return defaultModel;
    }

    /// Every Claude model, by id.
    public List<ClaudeModel> models() {
        return List.copyOf(models.values());
    }

    /// What a request's model names mean.
    ///
    /// @param anthropicModel the second name, which must not contradict the first
    /// @throws GatewayException 404 `model_not_found`; 400 where the two disagree
    public ResolvedModel resolve(String model, @Nullable String anthropicModel) {
        NamedAlias alias = alias(model);
        ClaudeModel named = alias != null ? alias.target() : named(model);
        ClaudeModel second = null;
        if (anthropicModel != null) {
            second = byId(withoutPrefix(anthropicModel));
            if (second == null) {
                throw unknown(anthropicModel, "anthropic_model");
            }
            if (named != null && alias == null && !named.id().equals(second.id())) {
                throw GatewayException.invalid(
                        "anthropic_model", "`model` and `anthropic_model` name two different models.");
            }
        }
        boolean chosen = second != null || named != null && alias == null;
        ClaudeModel wanted = second != null ? second : named != null ? named : defaultModel;
        return served(model, wanted, chosen, alias);
    }

    private ResolvedModel served(String requested, ClaudeModel wanted, boolean chosen, @Nullable NamedAlias alias) {
        ClaudeModel answerer = wanted;
        List<Adjustment> adjusted = new ArrayList<>();
        if (isGone(wanted)) {
            ClaudeModel replacement = replacement(wanted);
            if (chosen || replacement == null) {
                throw gone(requested, wanted);
            }
            answerer = replacement;
            adjusted.add(new Adjustment("anthropic_model", wanted.id(), replacement.id()));
        }
        return new ResolvedModel(
                requested,
                answerer,
                chosen,
                alias == null ? null : alias.config().reasoningMode().orElse(null),
                alias == null ? null : alias.config().maxTokens().orElse(null),
                adjusted);
    }

    /// Null stands for the gateway's own name, under which the default answers.
    private @Nullable ClaudeModel named(String model) {
        if (model.equals(OWN_NAME)) {
            return null;
        }
        ClaudeModel found = byId(withoutPrefix(model));
        if (found == null) {
            throw unknown(model, "model");
        }
        return found;
    }

    private @Nullable ClaudeModel byId(String id) {
        ClaudeModel exact = models.get(id);
        String dated = dateless.get(id);
        return exact != null || dated == null ? exact : models.get(dated);
    }

    private static String withoutPrefix(String name) {
        return name.startsWith(OWN_PREFIX) ? name.substring(OWN_PREFIX.length()) : name;
    }

    private @Nullable NamedAlias alias(String model) {
        for (NamedAlias alias : aliases) {
            if (alias.pattern().matcher(model).matches()) {
                return alias;
            }
        }
        return null;
    }

    /// Its vendor has answered 404 for it: refused or replaced for an hour.
    public void markGone(String claudeId) {
        goneUntil.put(claudeId, clock.instant().plus(GONE_FOR));
    }

    private boolean isGone(ClaudeModel model) {
        Instant until = goneUntil.get(model.id());
        return model.gone() || until != null && clock.instant().isBefore(until);
    }

    private @Nullable ClaudeModel replacement(ClaudeModel model) {
        ClaudeModel next = model;
        for (int hops = 0; hops < models.size(); hops++) {
            String id = next.replacement();
            ClaudeModel found = id == null ? null : models.get(id);
            if (found == null) {
                return null;
            }
            if (!isGone(found)) {
                return found;
            }
            next = found;
        }
        return null;
    }

    /// Where a model is in its life today.
    public Lifecycle lifecycle(ClaudeModel model) {
        LocalDate retires = model.retiresAt();
        if (isGone(model) || retires != null && !LocalDate.now(clock).isBefore(retires)) {
            return Lifecycle.RETIRED;
        }
        return retires == null ? Lifecycle.ACTIVE : Lifecycle.DEPRECATED;
    }

    /// The public names: the gateway's own, each model's, and aliases without `*`.
    public List<PublicModel> listed() {
        List<PublicModel> all = new ArrayList<>();
        all.add(shown(OWN_NAME, "DeepReasoning", defaultModel));
        for (ClaudeModel model : models.values()) {
            all.add(shown(OWN_PREFIX + model.id(), "DeepReasoning with " + model.displayName(), model));
        }
        for (NamedAlias alias : aliases) {
            String name = alias.config().pattern();
            if (name.indexOf('*') < 0) {
                all.add(shown(name, name, alias.target()));
            }
        }
        return all;
    }

    /// One public name; bare Claude ids are known too, though not listed.
    public Optional<PublicModel> find(String name) {
        for (PublicModel model : listed()) {
            if (model.id().equals(name)) {
                return Optional.of(model);
            }
        }
        NamedAlias alias = alias(name);
        ClaudeModel bare = alias != null ? alias.target() : byId(withoutPrefix(name));
        return Optional.ofNullable(bare).map(model -> shown(name, model.displayName(), model));
    }

    private PublicModel shown(String id, String displayName, ClaudeModel model) {
        String replacement = model.replacement();
        return new PublicModel(
                id,
                displayName,
                model,
                lifecycle(model),
                model.retiresAt(),
                replacement == null ? null : OWN_PREFIX + replacement);
    }

    private static GatewayException unknown(String model, String param) {
        return GatewayException.of(
                        ErrorKind.MODEL_NOT_FOUND, "model_not_found", "The model `" + model + "` does not exist.")
                .withParam(param);
    }

    private static GatewayException gone(String requested, ClaudeModel model) {
        String replacement = model.replacement();
        return GatewayException.of(
                        ErrorKind.MODEL_NOT_FOUND,
                        "model_not_found",
                        "The model `" + requested + "` is no longer served by its vendor."
                                + (replacement == null ? "" : " Use `" + OWN_PREFIX + replacement + "` instead."))
                .withParam("model");
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (String literal : pattern.split("\\*", -1)) {
            regex.append(regex.length() == 0 ? "" : ".*").append(Pattern.quote(literal));
        }
        return Pattern.compile(regex.toString());
    }

    private record NamedAlias(CatalogConfig.Alias config, Pattern pattern, ClaudeModel target) {}
}
