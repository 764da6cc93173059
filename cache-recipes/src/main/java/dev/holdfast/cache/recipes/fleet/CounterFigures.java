package dev.holdfast.cache.recipes.fleet;

/**
 * How a {@link Counter} of this process does; since it was built, if not said otherwise.
 *
 * @param waiting counts that the source was not told of yet, now
 * @param flushes flushes that the source took
 * @param failedFlushes flushes that it did not take, or whose answer was lost; each is sent again
 * @param restored counters put into the cache from the source by this process
 * @param raised cached counters that were found under their total, and raised to it
 * @param uncertain counts of which is not known whether they are in the cached counter
 * @param refused counts refused because too many keys waited
 */
public record CounterFigures(
        long waiting, long flushes, long failedFlushes, long restored, long raised, long uncertain, long refused) {}
