package dev.holdfast.cache.memcached;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.MemcachedHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MemcachedBinaryContractTest implements CacheContract {
    private static MemcachedHarness harness;

    @BeforeAll
    static void open() {
        harness = new MemcachedHarness(1, "?protocol=binary");
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
