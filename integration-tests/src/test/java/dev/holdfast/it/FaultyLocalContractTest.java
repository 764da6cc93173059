package dev.holdfast.it;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import org.junit.jupiter.api.AfterAll;

/** The contract's clauses on failures, tried on a cache that fails on command. */
class FaultyLocalContractTest implements CacheContract {
    private static final FaultyLocalHarness HARNESS = new FaultyLocalHarness();

    @Override
    public CacheHarness harness() {
        return HARNESS;
    }

    @AfterAll
    static void close() {
        HARNESS.close();
    }
}
