package dev.holdfast.it;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import java.util.function.UnaryOperator;

/** The contract, tried on the mutant of the moment; started by {@link MutantsTest} alone, and named so. */
class MutantContract implements CacheContract {
    private static CacheHarness harness;

    static void plant(UnaryOperator<DistributedCache> mutation) {
        harness = new FaultyLocalHarness(mutation);
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }
}
