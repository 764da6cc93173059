package dev.holdfast.cache.fallback;

import java.util.Objects;

/** A {@link PhaseSource} that the application moves, one step at a time. Safe for several threads. */
public final class PhaseSwitch implements PhaseSource {
    private volatile MigrationPhase phase;

    /**
     * Starts in a phase.
     *
     * @param phase the first phase
     */
    public PhaseSwitch(MigrationPhase phase) {
        this.phase = Objects.requireNonNull(phase, "phase");
    }

    @Override
    public MigrationPhase phase() {
        return phase;
    }

    /**
     * Moves to a neighbouring phase; calls already running end in the phase they began in.
     *
     * @param next the phase to be in
     * @throws IllegalArgumentException if it is more than one step away: take the steps between first, and let every
     *     process arrive at each
     */
    public synchronized void moveTo(MigrationPhase next) {
        requireNeighbour(phase, next);
        phase = next;
    }

    static void requireNeighbour(MigrationPhase now, MigrationPhase next) {
        if (!now.mayCoexistWith(next)) {
            throw new IllegalArgumentException("from " + now + " to " + next + " is more than one step: move to "
                    + now.stepTowards(next)
                    + " first, and let every process arrive there");
        }
    }
}
