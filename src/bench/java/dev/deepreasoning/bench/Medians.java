package dev.deepreasoning.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Middle values: one disturbed stream or round must not move a result.
final class Medians {
    private Medians() {}

    static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    static <T> double of(List<T> all, ToDoubleFunction<T> value) {
        return of(all.stream().mapToDouble(value).toArray());
    }
}
