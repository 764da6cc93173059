package dev.holdfast.cache.benchmarks;

import java.util.Map;
import java.util.Objects;

/** One turn of every contender, one after the other, so that a noisy machine hits all alike. */
record Round(Group group, Map<Contender, Turn> turns) {
    private static final double SLACK = 0.1;

    Turn turn(Contender contender) {
        return Objects.requireNonNull(turns.get(contender), contender.name());
    }

    /**
     * How many operations a contender does with the processor time in which the baseline does one. On a machine that has
     * nothing else to do this is the ratio of throughputs; on a busy one it is by far the steadier figure.
     */
    double ratio(Contender contender) {
        return turn(group.baseline()).processorNanos() / turn(contender).processorNanos();
    }

    /** Whether the baseline, first and last in the round, equals itself: 0.9 to 1.1. */
    boolean isBelieved() {
        return Math.abs(ratio(group.twin()) - 1) <= SLACK;
    }
}
