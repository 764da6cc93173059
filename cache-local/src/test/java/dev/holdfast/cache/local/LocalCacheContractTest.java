package dev.holdfast.cache.local;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class LocalCacheContractTest implements CacheContract {
    private static LocalHarness harness;

    @BeforeAll
    static void open() {
        harness = new LocalHarness();
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
