package dev.holdfast.cache.local;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import org.junit.jupiter.api.AfterAll;

class LocalCacheContractTest implements CacheContract {
    private static final LocalHarness HARNESS = new LocalHarness();

    @Override
    public CacheHarness harness() {
        return HARNESS;
    }

    @AfterAll
    static void close() {
        HARNESS.close();
    }
}
