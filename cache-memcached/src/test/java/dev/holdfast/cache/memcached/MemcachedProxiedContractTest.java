package dev.holdfast.cache.memcached;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.MemcachedHarness;
import org.junit.jupiter.api.AfterAll;

class MemcachedProxiedContractTest implements CacheContract {
    private static final MemcachedHarness HARNESS = MemcachedHarness.proxied();

    @Override
    public CacheHarness harness() {
        return HARNESS;
    }

    @AfterAll
    static void close() {
        HARNESS.close();
    }
}
