package dev.holdfast.cache.benchmarks.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The middle of some figures, and the two between which half of them lie.
 *
 * @param lower a quarter of them is below
 * @param median half of them is
 * @param upper a quarter of them is above
 * @param surelyFrom the median of all figures there could be is not below, 95 times in 100
 * @param surelyTo nor above
 */
public record Quartiles(double lower, double median, double upper, double surelyFrom, double surelyTo) {
    /** Standard deviations within which 95 of 100 draws lie. */
    private static final double SURE = 1.96;

    /**
     * Of some figures.
     *
     * @param figures in any order
     * @return their quartiles; not numbers if there are none
     */
    public static Quartiles of(DoubleStream figures) {
        double[] sorted = figures.toArray();
        if (sorted.length == 0) {
            return new Quartiles(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        Arrays.sort(sorted);
        int outside = outside(sorted.length);
        return new Quartiles(
                at(sorted, 0.25),
                at(sorted, 0.5),
                at(sorted, 0.75),
                sorted[outside],
                sorted[sorted.length - 1 - outside]);
    }

    /**
     * How many figures on either side can be left out: fewer than so many of as many throws of a coin are rarely heads,
     * whatever the figures are spread like. With fewer than six figures the interval is all of them, and less sure.
     */
    private static int outside(int figures) {
        return Math.max(0, (int) ((figures - SURE * Math.sqrt(figures)) / 2) - 1);
    }

    /** Between two figures, in proportion. */
    private static double at(double[] sorted, double fraction) {
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
