package dev.holdfast.cache.benchmarks.race;

import java.util.concurrent.TimeUnit;

/** How long it may take. */
public enum Scale {
    /** Whether it works: seconds a group. Its figures mean nothing. */
    SMOKE(1, 1, 1, 2, 20),
    /** All groups in some ten minutes: to see where things stand. */
    QUICK(1, 10, 4, 8, 100),
    /** The tables that are published. */
    FULL(3, 20, 8, 12, 100);

    private final int forks;
    private final int firstWarmUps;
    private final int warmUps;
    private final int rounds;
    private final int sliceMillis;

    Scale(int forks, int firstWarmUps, int warmUps, int rounds, int sliceMillis) {
        this.forks = forks;
        this.firstWarmUps = firstWarmUps;
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

    /** Rounds that do not count; more for a JVM's first contest, before which nothing is compiled. */
    int warmUps(boolean isFirst) {
        return isFirst ? firstWarmUps : warmUps;
    }

    /**
     * How many rounds a contest has in each JVM, where the group does not say otherwise.
     *
     * @return at least 2
     */
    public int rounds() {
        return rounds;
    }

    long sliceNanos() {
        return TimeUnit.MILLISECONDS.toNanos(sliceMillis);
    }
}
