package dev.holdfast.cache;

import java.util.List;

/**
 * Is told what caches do.
 *
 * <p>An observer that throws or is slow harms no call: events are handed over through a bounded queue to a thread of
 * their own, and are dropped, and counted, where the observer can't keep up; what it throws is logged once and
 * counted. An observer that promises to be quick says so with {@link #inline()} and is then called on the caller's
 * thread, without a queue.
 */
@FunctionalInterface
public interface CacheObserver {
    /**
     * Something happened.
     *
     * @param event what; its keys and endpoint, never a value or a secret
     */
    void on(CacheEvent event);

    /**
     * Whether this observer is quick (well under a microsecond), never blocks and is safe for many threads, so that it
     * may be called on the callers' own threads.
     *
     * @return false, unless overridden
     */
    default boolean inline() {
        return false;
    }

    /**
     * The observer that does nothing.
     *
     * @return always the same
     */
    static CacheObserver none() {
        return NoObserver.NONE;
    }

    /**
     * Tells several observers, in that order.
     *
     * @param observers who is told
     * @return one observer; inline only if all of them are
     */
    static CacheObserver all(CacheObserver... observers) {
        return new AllObservers(List.of(observers));
    }
}
