package dev.deepreasoning.catalog;

import java.net.URI;

/// Base addresses in one form, so that a path can be appended to any of them.
final class Addresses {
    private Addresses() {}

    /// Without slashes at the end.
    static URI base(URI address) {
        String text = address.toString();
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return URI.create(text.substring(0, end));
    }
}
