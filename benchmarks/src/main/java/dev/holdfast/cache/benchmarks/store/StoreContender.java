package dev.holdfast.cache.benchmarks.store;

import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.benchmarks.race.Where;

/** One who competes with a {@link Store}. */
public interface StoreContender extends Contender {
    /**
     * Opens it.
     *
     * @param where its servers are
     * @return it
     * @throws Exception if it can't be opened
     */
    Store open(Where where) throws Exception;

    /**
     * How many keys it walks through.
     *
     * @param usual how many the others of its group do
     * @return a power of two
     */
    default int entries(int usual) {
        return usual;
    }
}
