package dev.holdfast.cache.benchmarks.growth;

import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.benchmarks.store.Store;
import dev.holdfast.cache.benchmarks.store.StoreContender;

/**
 * The same cache at one size.
 *
 * @param name of the size
 * @param title as tables show it
 * @param entries how many keys it walks through, a power of two; 0 for as many as the others
 * @param opening how it is opened
 */
record GrowthContender(String name, String title, int entries, Opening opening) implements StoreContender {
    /** Opens a store. */
    @FunctionalInterface
    interface Opening {
        Store open(Where where) throws Exception;
    }

    @Override
    public int entries(int usual) {
        return entries == 0 ? usual : entries;
    }

    @Override
    public Store open(Where where) throws Exception {
        return opening.open(where);
    }
}
