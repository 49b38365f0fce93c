package dev.deepreasoning.simulator;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// Reading requests and writing events without data binding.
final class Json {
    private Json() {}

    /// A text as a JSON string.
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /// The JSON object with which a text begins, as it is written; absent where it is none.
    static @Nullable String objectAtStart(String text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                String object = text.substring(0, i + 1);
                return isObject(object) ? object : null;
            }
        }
        return null;
    }

    private static boolean isObject(String text) {
        try {
            return new JsonObject(text).fieldNames() != null;
        } catch (DecodeException notJson) {
            return false;
        }
    }

    /// The tokens of everything in a request that a model reads; four characters each, a picture or document 1,500.
    static long weigh(Object value) {
        return (characters(value) + 3) / 4;
    }

    private static long characters(Object value) {
        long sum = 0;
        switch (value) {
            case JsonObject object -> {
                boolean binary = "base64".equals(object.getValue("type"));
                for (String key : object.fieldNames()) {
                    Object member = object.getValue(key);
                    if (binary && key.equals("data")) {
                        sum += 6_000;
                    } else if (member != null && !key.equals("cache_control")) {
                        sum += key.length() + characters(member);
                    }
                }
            }
            case JsonArray array -> {
                for (int i = 0; i < array.size(); i++) {
                    Object item = array.getValue(i);
                    sum += item == null ? 0 : characters(item);
                }
            }
            default -> sum += value.toString().length();
        }
        return sum;
    }
}
