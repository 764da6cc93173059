package dev.holdfast.cache.memcached;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.MemcachedHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MemcachedProxiedContractTest implements CacheContract {
    private static MemcachedHarness harness;

    @BeforeAll
    static void open() {
        harness = MemcachedHarness.proxied();
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
