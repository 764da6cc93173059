package dev.holdfast.it;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract's clauses on failures, tried on a cache that fails on command. */
class FaultyLocalContractTest implements CacheContract {
    private static FaultyLocalHarness harness;

    @BeforeAll
    static void open() {
        harness = new FaultyLocalHarness();
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    static void close() {
        harness.close();
    }
}
