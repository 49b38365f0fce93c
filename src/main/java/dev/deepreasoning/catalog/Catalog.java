package dev.deepreasoning.catalog;

import static dev.deepreasoning.catalog.CatalogNames.OWN_PREFIX;
import static dev.deepreasoning.catalog.CatalogNames.withoutPrefix;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.catalog.PublicModel.Lifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which names mean which models, which of them are gone, and what they cost.
///
/// A date never blocks a call: only the vendor's 404 ([#markGone]) and the operator's word do.
@ApplicationScoped
public class Catalog {
    /// The gateway's own name, under which the operator's default answers.
    public static final String OWN_NAME = CatalogNames.OWN;

    private static final int LONGEST_SHOWN = 256;
    private static final Duration GONE_FOR = Duration.ofHours(1);
    private static final Instant PUBLISHED = Instant.parse("2026-11-22T00:00:00Z");
    private static final Pattern DATE = Pattern.compile(".*-(\\d{8})");
    private static final DateTimeFormatter ID_DATE =
            DateTimeFormatter.BASIC_ISO_DATE.withResolverStyle(ResolverStyle.LENIENT);

    private final CatalogNames names;
    private final RateCard rates;
    private final Clock clock;
    private final Map<String, Instant> goneUntil = new ConcurrentHashMap<>();

    /// The catalogue of a deployment.
    @Inject
    public Catalog(CatalogConfig config, PricingConfig pricing, Clock clock) {
        this.names = new CatalogNames(config);
        this.rates = new RateCard(pricing);
        this.clock = clock;
    }

    /// The Claude that answers where the caller names none.
    public ClaudeModel defaultModel() {
        return names.defaultModel();
    }

    /// Every Claude model.
    public List<ClaudeModel> models() {
        return names.models();
    }

    /// What a request's model names mean.
    ///
    /// @param anthropicModel the second name, which must not contradict the first
    /// @throws GatewayException 404 `model_not_found` for an unknown name or a model that the caller chose and that is
    ///     gone; 400 where the two names disagree; 503 where the operator's default is gone and nothing replaces it
    public ResolvedModel resolve(String model, @Nullable String anthropicModel) {
        CatalogNames.Alias alias = names.alias(model);
        ClaudeModel first = alias == null ? named(model) : alias.ofDefault() ? null : alias.target();
        ClaudeModel second = anthropicModel == null ? null : second(anthropicModel);
        if (first != null && second != null && !first.id().equals(second.id())) {
            throw GatewayException.invalid(
                    "anthropic_model",
                    "`model` means " + first.id() + ", but `anthropic_model` means " + second.id() + ".");
        }
        boolean chosen = second != null || first != null && alias == null;
        ClaudeModel wanted = second != null ? second : first != null ? first : names.defaultModel();
        List<Adjustment> adjusted = new ArrayList<>();
        ClaudeModel answerer = wanted;
        if (isGone(wanted)) {
            ClaudeModel replacement = replacement(wanted);
            if (chosen) {
                throw gone(wanted, replacement, second != null ? "anthropic_model" : "model");
            }
            answerer = orUnavailable(wanted, replacement);
            adjusted.add(new Adjustment("anthropic_model", wanted.id(), answerer.id()));
        }
        return new ResolvedModel(
                model,
                answerer,
                chosen,
                alias == null ? null : alias.mode(),
                alias == null ? null : alias.config().maxTokens().orElse(null),
                adjusted);
    }

    /// Null stands for the gateway's own name, under which the default answers.
    private @Nullable ClaudeModel named(String model) {
        if (model.equals(OWN_NAME)) {
            return null;
        }
        ClaudeModel found = names.byId(withoutPrefix(model));
        if (found == null) {
            throw unknown(model, "model");
        }
        return found;
    }

    private ClaudeModel second(String anthropicModel) {
        ClaudeModel found = names.byId(withoutPrefix(anthropicModel));
        if (found == null) {
            throw unknown(anthropicModel, "anthropic_model");
        }
        return found;
    }

    /// Its vendor has answered 404 for it: refused or replaced for an hour.
    public void markGone(String claudeId) {
        ClaudeModel model = names.byId(claudeId);
        if (model != null) {
            goneUntil.put(model.id(), clock.instant().plus(GONE_FOR));
        }
    }

    private boolean isGone(ClaudeModel model) {
        Instant until = goneUntil.get(model.id());
        return model.gone() || until != null && clock.instant().isBefore(until);
    }

    /// The first model in the chain of replacements that is not gone itself.
    private @Nullable ClaudeModel replacement(ClaudeModel model) {
        ClaudeModel next = model;
        for (int hops = 0; hops < names.models().size(); hops++) {
            String id = next.replacement();
            ClaudeModel found = id == null ? null : names.byId(id);
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
        return retires == null && model.deprecatedAt() == null ? Lifecycle.ACTIVE : Lifecycle.DEPRECATED;
    }

    /// The public names: the gateway's own, each model's, and aliases without `*`.
    public List<PublicModel> listed() {
        List<PublicModel> all = new ArrayList<>();
        all.add(own(OWN_NAME, "DeepReasoning", names.defaultModel()));
        for (ClaudeModel model : names.models()) {
            all.add(shown(OWN_PREFIX + model.id(), "DeepReasoning with " + model.displayName(), model));
        }
        for (CatalogNames.Alias alias : names.aliases()) {
            String name = alias.config().pattern();
            if (name.indexOf('*') < 0) {
                all.add(own(name, name, alias.target()));
            }
        }
        return all;
    }

    /// One public name; bare Claude ids and whatever an alias with `*` matches are known too, though not listed.
    public Optional<PublicModel> find(String id) {
        for (PublicModel model : listed()) {
            if (model.id().equals(id)) {
                return Optional.of(model);
            }
        }
        CatalogNames.Alias alias = names.alias(id);
        if (alias != null) {
            return Optional.of(own(id, id, alias.target()));
        }
        return Optional.ofNullable(names.byId(withoutPrefix(id)))
                .map(model -> shown(id, "DeepReasoning with " + model.displayName(), model));
    }

    /// What a caller pays for one Claude; empty where nobody has set a price, which must never mean free.
    public Optional<Price> price(String claudeId) {
        ClaudeModel model = names.byId(claudeId);
        return rates.price(model == null ? claudeId : model.id());
    }

    /// The same for a resolved name: where a default that is gone was replaced, the lower of both prices.
    public Optional<Price> price(ResolvedModel resolved) {
        Optional<Price> now = price(resolved.answerer().id());
        Optional<Price> before = resolved.adjusted().stream()
                .map(Adjustment::from)
                .filter(Objects::nonNull)
                .findFirst()
                .flatMap(this::price);
        return before.map(old -> now.map(old::orLower).orElse(old)).or(() -> now);
    }

    /// A name that outlives the model behind it: replaced, not refused, when that is gone.
    private PublicModel own(String id, String displayName, ClaudeModel target) {
        ClaudeModel replacement = isGone(target) ? replacement(target) : null;
        ClaudeModel answerer = replacement == null ? target : replacement;
        return new PublicModel(
                id,
                displayName,
                PUBLISHED,
                answerer,
                Lifecycle.ACTIVE,
                null,
                null,
                price(answerer.id()).orElse(null));
    }

    private PublicModel shown(String id, String displayName, ClaudeModel model) {
        String replacement = model.replacement();
        return new PublicModel(
                id,
                displayName,
                published(model),
                model,
                lifecycle(model),
                model.retiresAt(),
                replacement == null ? null : OWN_PREFIX + replacement,
                price(model.id()).orElse(null));
    }

    /// The date in the vendor's id.
    private static Instant published(ClaudeModel model) {
        Matcher date = DATE.matcher(model.id());
        return date.matches()
                ? LocalDate.parse(date.group(1), ID_DATE)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                : PUBLISHED;
    }

    private static GatewayException unknown(String model, String param) {
        // A name is repeated to whoever mistyped it; what is longer than any name is not.
        String shown = model.length() > LONGEST_SHOWN ? "" : " `" + model + "`";
        return GatewayException.of(
                        ErrorKind.MODEL_NOT_FOUND, "model_not_found", "The model" + shown + " does not exist.")
                .withParam(param);
    }

    private static GatewayException gone(ClaudeModel model, @Nullable ClaudeModel replacement, String param) {
        return GatewayException.of(
                        ErrorKind.MODEL_NOT_FOUND,
                        "model_not_found",
                        "The model `" + model.id() + "` is no longer served by its vendor."
                                + (replacement == null ? "" : " Use `" + OWN_PREFIX + replacement.id() + "` instead."))
                .withParam(param);
    }

    private static ClaudeModel orUnavailable(ClaudeModel wanted, @Nullable ClaudeModel replacement) {
        if (replacement == null) {
            throw GatewayException.of(
                    ErrorKind.MODEL_UNAVAILABLE,
                    "model_unavailable",
                    "The gateway's model `" + wanted.id() + "` is no longer served by its vendor.");
        }
        return replacement;
    }
}
