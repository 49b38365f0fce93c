package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The plainest value that follows a JSON schema, with every property in it: for structured output and tool arguments.
final class SchemaInstance {
    private static final int DEEPEST = 8;

    private final JsonObject root;

    private SchemaInstance(JsonObject root) {
        this.root = root;
    }

    /// A value that follows the schema; may be null.
    static @Nullable Object of(JsonObject schema) {
        return new SchemaInstance(schema).value(schema, 0);
    }

    private @Nullable Object value(JsonObject schema, int depth) {
        if (schema.getValue("$ref") instanceof String reference) {
            return depth > DEEPEST ? null : value(resolve(reference), depth + 1);
        }
        if (schema.containsKey("const")) {
            return schema.getValue("const");
        }
        if (schema.getValue("enum") instanceof JsonArray choices && !choices.isEmpty()) {
            return choices.getValue(0);
        }
        for (String union : new String[] {"anyOf", "oneOf"}) {
            if (schema.getValue(union) instanceof JsonArray choices && !choices.isEmpty()) {
                return value(firstUseful(choices, depth), depth + 1);
            }
        }
        if (schema.getValue("allOf") instanceof JsonArray all) {
            return object(all, depth);
        }
        return switch (type(schema, depth)) {
            case "object" -> properties(schema, depth);
            case "array" -> items(schema, depth);
            case "integer" -> (long) Math.ceil(within(schema, 1, 1));
            case "number" -> within(schema, 1.5, 0.5);
            case "boolean" -> Boolean.TRUE;
            case "null" -> null;
            default -> string(schema);
        };
    }

    private JsonObject object(JsonArray all, int depth) {
        JsonObject merged = new JsonObject();
        for (int i = 0; i < all.size(); i++) {
            if (all.getValue(i) instanceof JsonObject part && value(part, depth + 1) instanceof JsonObject members) {
                merged.mergeIn(members);
            }
        }
        return merged;
    }

    private JsonObject properties(JsonObject schema, int depth) {
        JsonObject value = new JsonObject();
        JsonArray required = schema.getJsonArray("required", new JsonArray());
        if (schema.getValue("properties") instanceof JsonObject properties) {
            for (String name : properties.fieldNames()) {
                if (properties.getValue(name) instanceof JsonObject member
                        && (depth < DEEPEST / 2 || required.contains(name))) {
                    value.put(name, value(member, depth + 1));
                }
            }
        }
        for (int i = 0; i < required.size(); i++) {
            String name = String.valueOf(required.getValue(i));
            if (!value.containsKey(name)) {
                value.put(name, "simulated");
            }
        }
        return value;
    }

    private JsonArray items(JsonObject schema, int depth) {
        JsonArray value = new JsonArray();
        int count = Math.max(depth < DEEPEST / 2 ? 1 : 0, schema.getInteger("minItems", 0));
        if (schema.getValue("items") instanceof JsonObject item) {
            for (int i = 0; i < count; i++) {
                value.add(value(item, depth + 1));
            }
        }
        return value;
    }

    /// A number as near to the wanted one as the bounds allow.
    ///
    /// @param step by which it stays off an exclusive bound
    private static double within(JsonObject schema, double wanted, double step) {
        double value = wanted;
        if (schema.getValue("maximum") instanceof Number most) {
            value = Math.min(value, most.doubleValue());
        }
        if (schema.getValue("exclusiveMaximum") instanceof Number most) {
            value = Math.min(value, most.doubleValue() - step);
        }
        if (schema.getValue("minimum") instanceof Number least) {
            value = Math.max(value, least.doubleValue());
        }
        if (schema.getValue("exclusiveMinimum") instanceof Number least) {
            value = Math.max(value, least.doubleValue() + step);
        }
        return value;
    }

    private static String string(JsonObject schema) {
        return switch (schema.getString("format", "")) {
            case "date" -> "2026-01-01";
            case "date-time" -> "2026-01-01T00:00:00Z";
            case "time" -> "00:00:00Z";
            case "email" -> "simulated@example.com";
            case "uri" -> "https://example.com/simulated";
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            default -> plain(schema.getInteger("minLength", 0), schema.getInteger("maxLength", Integer.MAX_VALUE));
        };
    }

    private static String plain(int least, int most) {
        String text = "simulated" + " simulated".repeat(Math.max(0, least - 1) / 10);
        return text.length() < least
                ? text + ".".repeat(least - text.length())
                : text.substring(0, Math.min(most, text.length()));
    }

    private static String type(JsonObject schema, int depth) {
        Object type = schema.getValue("type");
        if (type instanceof JsonArray types) {
            for (int i = 0; i < types.size(); i++) {
                if (!"null".equals(types.getValue(i)) || depth > DEEPEST) {
                    return String.valueOf(types.getValue(i));
                }
            }
            return "null";
        }
        if (type instanceof String name) {
            return name;
        }
        return schema.containsKey("properties") ? "object" : "string";
    }

    /// The first choice that is not null; where it has become deep, null if that is a choice.
    private static JsonObject firstUseful(JsonArray choices, int depth) {
        JsonObject found = new JsonObject().put("type", "null");
        for (int i = choices.size() - 1; i >= 0; i--) {
            if (choices.getValue(i) instanceof JsonObject choice) {
                boolean isNull = "null".equals(choice.getValue("type"));
                if (isNull && depth > DEEPEST / 2) {
                    return choice;
                }
                if (!isNull) {
                    found = choice;
                }
            }
        }
        return found;
    }

    private JsonObject resolve(String reference) {
        JsonObject at = root;
        if (!reference.equals("#")) {
            for (String name : reference.replaceFirst("^#/", "").split("/", -1)) {
                at = at.getJsonObject(name, new JsonObject());
            }
        }
        return at;
    }
}
