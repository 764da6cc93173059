package dev.holdfast.cache.recipes.aside;

import java.io.Serial;

/** Too many loads run and wait already: the source is protected from this one. Refused at once. */
public final class LoadRejectedException extends LoadException {
    @Serial
    private static final long serialVersionUID = 1L;

    LoadRejectedException(String key, int running, int waiting) {
        super(
                "the load of " + named(key) + " is refused: " + running + " loads are running and " + waiting
                        + " wait; try again later, or raise maxConcurrentLoads or maxQueuedLoads",
                null);
    }
}
