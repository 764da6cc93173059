package dev.holdfast.examples;

import java.time.Duration;
import java.util.Arrays;

/** How many jobs a crowd did, in what time, and how long single ones took. */
final class Turnout {
    private final long[] sortedNanos;
    private final Duration took;

    Turnout(long[] nanos, int done, Duration took) {
        this.sortedNanos = Arrays.copyOf(nanos, done);
        Arrays.sort(sortedNanos);
        this.took = took;
    }

    int done() {
        return sortedNanos.length;
    }

    Duration took() {
        return took;
    }

    String rate() {
        return Figures.rate(done(), took);
    }

    /** The time that a part of the jobs did not exceed; zero where none was done. */
    Duration quantile(double part) {
        int rank = (int) Math.ceil(part * sortedNanos.length) - 1;
        return rank < 0 ? Duration.ZERO : Duration.ofNanos(sortedNanos[rank]);
    }
}
