package dev.holdfast.cache.benchmarks;

import java.util.Map;
import java.util.Objects;

/** One turn of every contender, one after the other, so that a noisy machine hits all alike. */
record Round(Group group, Map<Contender, Turn> turns) {
    private static final double SLACK = 0.1;

    Turn turn(Contender contender) {
        return Objects.requireNonNull(turns.get(contender), contender.name());
    }

    /** How many operations a contender does while the baseline does one. */
    double ratio(Contender contender) {
        return turn(group.baseline()).nanos() / turn(contender).nanos();
    }

    /** Whether the baseline, first and last in the round, equals itself: 0.9 to 1.1. */
    boolean isBelieved() {
        return Math.abs(ratio(group.twin()) - 1) <= SLACK;
    }
}
