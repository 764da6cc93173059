package dev.holdfast.cache.tck.fake;

import java.io.Serial;
import java.util.List;

/** A run of a {@link Scene} that failed: why, by which steps, and how to {@linkplain Interleavings#replay replay} it. */
public final class FailedRun extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The actors in the order of their steps. */
    private final String schedule;

    FailedRun(Throwable failure, String schedule, List<String> trace) {
        super(
                failure.getMessage() + "\nafter these steps:\n  " + String.join("\n  ", trace)
                        + "\nto replay this run alone: Interleavings.replay(\"" + schedule + "\", scene)",
                failure);
        this.schedule = schedule;
    }

    /**
     * The order that failed.
     *
     * @return the names of the actors in the order of their steps, parted by spaces
     */
    public String schedule() {
        return schedule;
    }
}
