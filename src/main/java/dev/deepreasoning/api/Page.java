package dev.deepreasoning.api;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A page of a list.
///
/// @param more whether there is something behind it
public record Page<T>(List<T> items, boolean more) {
    /// Reads one.
    ///
    /// @param most that fit on it
    /// @param list reads as many as it is told, from the page's beginning on
    public static <T> Page<T> read(int most, IntFunction<List<T>> list) {
        // One more than fits says whether there are more.
        List<T> found = list.apply(most + 1);
        boolean more = found.size() > most;
        return new Page<>(more ? List.copyOf(found.subList(0, most)) : found, more);
    }

    /// What is on it, as callers see it.
    public <V> List<V> show(Function<? super T, ? extends V> view) {
        return items.stream().<V>map(view).toList();
    }

    /// Where the next one begins; absent on the last one.
    public @Nullable String next(Function<? super T, String> cursor) {
        return more ? cursor.apply(items.getLast()) : null;
    }
}
