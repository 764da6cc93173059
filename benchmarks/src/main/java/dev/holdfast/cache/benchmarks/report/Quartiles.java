package dev.holdfast.cache.benchmarks.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The middle of some figures, and the two between which half of them lie.
 *
 * @param lower a quarter of them is below
 * @param median half of them is
 * @param upper a quarter of them is above
 */
public record Quartiles(double lower, double median, double upper) {
    /**
     * Of some figures.
     *
     * @param figures in any order
     * @return their quartiles; not numbers if there are none
     */
    public static Quartiles of(DoubleStream figures) {
        double[] sorted = figures.toArray();
        if (sorted.length == 0) {
            return new Quartiles(Double.NaN, Double.NaN, Double.NaN);
        }
        Arrays.sort(sorted);
        return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    /** Between two figures, in proportion. */
    private static double at(double[] sorted, double fraction) {
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
