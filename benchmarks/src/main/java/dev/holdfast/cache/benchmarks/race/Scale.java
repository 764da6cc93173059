package dev.holdfast.cache.benchmarks.race;

import java.util.concurrent.TimeUnit;

/** How long it may take. */
public enum Scale {
    /** All groups in some ten minutes: to see where things stand. */
    QUICK(1, 6, 8, 100),
    /** The tables that are published. */
    FULL(3, 8, 12, 100);

    private final int forks;
    private final int warmUps;
    private final int rounds;
    private final int sliceMillis;

    Scale(int forks, int warmUps, int rounds, int sliceMillis) {
        this.forks = forks;
        this.warmUps = warmUps;
        this.rounds = rounds;
        this.sliceMillis = sliceMillis;
    }

    /**
     * How many JVMs play a group, one after the other.
     *
     * @return at least 1
     */
    public int forks() {
        return forks;
    }

    int warmUps() {
        return warmUps;
    }

    int rounds() {
        return rounds;
    }

    long sliceNanos() {
        return TimeUnit.MILLISECONDS.toNanos(sliceMillis);
    }
}
