package dev.holdfast.cache.recipes.aside;

import java.time.Duration;

/**
 * Calls back later. All waiting of a {@link CacheAside} for time to pass goes through it, so that tests can move time.
 */
@FunctionalInterface
public interface Scheduler {
    /**
     * Runs a task once, later. The tasks that are given are short and throw nothing.
     *
     * @param delay zero or more
     * @param task what to run, on any thread
     * @return to call it off
     */
    Task schedule(Duration delay, Runnable task);

    /** A task that may be called off. */
    @FunctionalInterface
    interface Task {
        /** Has it not run, unless it has already or does now. Idempotent. */
        void cancel();
    }
}
