package dev.holdfast.cache.benchmarks;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The middle of some figures, and the two between which half of them lie. */
record Quartiles(double lower, double median, double upper) {
    static Quartiles of(DoubleStream figures) {
        double[] sorted = figures.toArray();
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
