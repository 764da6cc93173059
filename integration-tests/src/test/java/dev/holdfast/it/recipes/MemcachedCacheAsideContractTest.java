package dev.holdfast.it.recipes;

import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.recipes.CacheAsideContract;
import dev.holdfast.servers.MemcachedHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On two memcached servers, which know whole seconds alone. */
class MemcachedCacheAsideContractTest implements CacheAsideContract {
    private static CacheHarness harness;

    @BeforeAll
    static void open() {
        harness = new MemcachedHarness(2, "");
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
