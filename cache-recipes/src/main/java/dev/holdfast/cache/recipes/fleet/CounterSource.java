package dev.holdfast.cache.recipes.fleet;

import java.util.Collection;
import java.util.Map;

/**
 * Where the truth of a {@link Counter} lives: a database. Its exceptions reach who asked for a count that had to be
 * restored, or for a flush. Called by several threads at once.
 */
public interface CounterSource {
    /**
     * The totals now.
     *
     * @param keys the counters; the keys of a {@link Counter}, as its callers name them
     * @return a total a key, 0 or more; a key that is not in the map counts as 0
     */
    Map<String, Long> load(Collection<String> keys);

    /**
     * Adds deltas to the totals, all of them or none, <b>once</b>: a flush that was applied before is not applied
     * again. Within one transaction: if the last sequence applied of {@link CounterFlush#writer()} is
     * {@link CounterFlush#sequence()} or more, leave the totals as they are; else add, and note the sequence. One
     * writer's flushes come in order and one after the other; a flush is sent until this method returns once, the same
     * each time.
     *
     * @param flush who counted what
     * @return the totals of the flush's keys afterwards, also where it had been applied before, such as SQL's
     *     {@code RETURNING} gives: a cached count that is found under its total is raised to it. A key that is not in
     *     the map is not looked after
     */
    Map<String, Long> apply(CounterFlush flush);
}
