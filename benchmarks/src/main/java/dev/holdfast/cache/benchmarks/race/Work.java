package dev.holdfast.cache.benchmarks.race;

import org.jspecify.annotations.Nullable;

/** What is measured: one call of a contender. Called by many threads at once. */
@FunctionalInterface
public interface Work {
    /**
     * Does it once.
     *
     * @param step how far the caller is in its walk through the keys
     * @return what came of it, which keeps the call from being optimised away; null where something else does
     * @throws Exception if the contender fails, which ends the run
     */
    @Nullable
    Object call(int step) throws Exception;
}
