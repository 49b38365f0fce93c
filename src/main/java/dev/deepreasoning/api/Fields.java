package dev.deepreasoning.api;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.RequestBounds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the members of one JSON object with the checks that callers expect: a wrong type or a value out of range is a
/// 400 that names the field.
public final class Fields {
    private final RequestJson object;
    private final String path;
    private final Map<String, RequestJson> defaults;

    /// @param path of the object in the request, empty for the body itself
    public Fields(RequestJson object, String path) {
        this(object, path, Map.of());
    }

    /// @param defaults members that stand where the object has none
    public Fields(RequestJson object, String path, Map<String, RequestJson> defaults) {
        this.object = object;
        this.path = path;
        this.defaults = Map.copyOf(defaults);
    }

    /// The fields of a list's item, which must be an object.
    ///
    /// @param path of the item in the request, `messages[2]`
    public static Fields item(RequestJson item, String path) {
        if (!item.isObject()) {
            throw GatewayException.invalid(path, "`" + path + "` must be an object.")
                    .withCode("invalid_type");
        }
        return new Fields(item, path);
    }

    /// Whether the object has no members.
    public boolean isEmpty() {
        return object.members().isEmpty();
    }

    /// The names of the object's members.
    public Set<String> names() {
        return object.members().keySet();
    }

    /// The object's own characters.
    public JsonText verbatim() {
        return object.verbatim();
    }

    /// A member, absent where missing or null.
    public @Nullable RequestJson get(String name) {
        RequestJson own = object.get(name);
        return own == null ? defaults.get(name) : own;
    }

    /// The field's name for an error.
    public String param(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /// A string.
    public @Nullable String string(String name) {
        RequestJson value = get(name);
        if (value == null) {
            return null;
        }
        // A header has no types of its own: what looks like another is text where text is wanted.
        boolean header = object.get(name) == null;
        if (!value.isString() && !header) {
            throw wrongType(name, "a string");
        }
        return value.text();
    }

    /// A string that must be there.
    public String requiredString(String name) {
        String value = string(name);
        if (value == null || value.isEmpty()) {
            throw missing(name);
        }
        return value;
    }

    /// A boolean.
    public @Nullable Boolean bool(String name) {
        RequestJson value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw wrongType(name, "a boolean");
        }
        return value.bool();
    }

    /// Whether a boolean is there and true.
    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(bool(name));
    }

    /// A whole number; `1.0` is one.
    public @Nullable Integer integer(String name, int min, int max) {
        BigDecimal value = decimal(name, "an integer");
        if (value == null) {
            return null;
        }
        if (value.stripTrailingZeros().scale() > 0) {
            throw wrongType(name, "an integer");
        }
        inRange(name, value, BigDecimal.valueOf(min), BigDecimal.valueOf(max));
        return value.intValue();
    }

    /// A number.
    public @Nullable Double number(String name, double min, double max) {
        BigDecimal value = decimal(name, "a number");
        if (value == null) {
            return null;
        }
        inRange(name, value, BigDecimal.valueOf(min), BigDecimal.valueOf(max));
        return value.doubleValue();
    }

    /// A whole number of a range.
    public @Nullable Integer integer(String name, RequestBounds.Range range) {
        return integer(name, range.min(), range.max());
    }

    /// A number of a range.
    public @Nullable Double number(String name, RequestBounds.Range range) {
        return number(name, range.min(), range.max());
    }

    private @Nullable BigDecimal decimal(String name, String expected) {
        RequestJson value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrongType(name, expected);
        }
        BigDecimal number = value.number();
        if (number == null) {
            throw GatewayException.invalid(param(name), "`" + param(name) + "` is out of range.");
        }
        return number;
    }

    private void inRange(String name, BigDecimal value, BigDecimal min, BigDecimal max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw GatewayException.invalid(
                    param(name), "`" + param(name) + "` must be from " + plain(min) + " to " + plain(max) + ".");
        }
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    /// One of an enum's wire names (lower case).
    public <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
        String value = string(name);
        if (value == null) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String wire = constant.name().toLowerCase(Locale.ROOT);
            if (wire.equals(value)) {
                return constant;
            }
            names.add("`" + wire + "`");
        }
        throw GatewayException.invalid(
                param(name), "`" + param(name) + "` must be one of " + String.join(", ", names) + ".");
    }

    /// A list of strings; empty where absent. A header's list may be written with commas.
    public List<String> strings(String name) {
        List<String> texts = new ArrayList<>();
        RequestJson value = get(name);
        if (value != null && object.get(name) == null && !value.isList()) {
            for (String text : value.text().split(",")) {
                texts.add(text.strip());
            }
            texts.removeIf(String::isEmpty);
            return texts;
        }
        for (RequestJson item : list(name)) {
            if (!item.isString()) {
                throw wrongType(name, "a list of strings");
            }
            texts.add(item.text());
        }
        return texts;
    }

    /// A list; empty where absent.
    public List<RequestJson> list(String name) {
        RequestJson value = get(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isList()) {
            throw wrongType(name, "a list");
        }
        return value.items();
    }

    /// An object's fields.
    public @Nullable Fields object(String name) {
        RequestJson value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            throw wrongType(name, "an object");
        }
        return new Fields(value, param(name));
    }

    /// A value of another type than the field takes.
    public GatewayException wrongType(String name, String expected) {
        return GatewayException.invalid(param(name), "`" + param(name) + "` must be " + expected + ".")
                .withCode("invalid_type");
    }

    /// A field that must be there.
    public GatewayException missing(String name) {
        return GatewayException.of(
                        ErrorKind.INVALID_REQUEST,
                        "missing_required_parameter",
                        "Missing required parameter: `" + param(name) + "`.")
                .withParam(param(name));
    }

    /// A value that the gateway cannot serve.
    public GatewayException unsupported(String name, String message) {
        return GatewayException.of(ErrorKind.INVALID_REQUEST, "unsupported_value", message)
                .withParam(param(name));
    }
}
