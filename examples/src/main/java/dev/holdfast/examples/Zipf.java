package dev.holdfast.examples;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws ranks as people ask for things: the second most popular half as often as the first, the third a third. */
final class Zipf {
    private final double[] upTo;
    private final RandomGenerator random;

    Zipf(int ranks, RandomGenerator random) {
        this.upTo = new double[ranks];
        this.random = random;
        double sum = 0;
        for (int i = 0; i < ranks; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
    }

    /** The next rank, 0 being the most popular. */
    int next() {
        int found = Arrays.binarySearch(upTo, random.nextDouble(upTo[upTo.length - 1]));
        return found < 0 ? -found - 1 : Math.min(found + 1, upTo.length - 1);
    }
}
