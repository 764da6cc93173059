package dev.holdfast.cache.fallback;

import java.util.Objects;

/**
 * Says which phase a {@link FallbackCache} is in, at each of its calls.
 *
 * <p>Real: {@link SharedPhase}, by which a fleet of processes moves together, and {@link PhaseSwitch}, which the
 * application moves itself. Constant: {@link #fixed}. Safe for several threads, and quick: it is asked at every call.
 */
@FunctionalInterface
public interface PhaseSource {
    /**
     * The phase now.
     *
     * @return one equal to what was answered before, or next to it
     */
    MigrationPhase phase();

    /**
     * Always the same phase, as configuration gives it to a process until its next start.
     *
     * @param phase the phase
     * @return the source
     */
    static PhaseSource fixed(MigrationPhase phase) {
        Objects.requireNonNull(phase, "phase");
        return () -> phase;
    }
}
