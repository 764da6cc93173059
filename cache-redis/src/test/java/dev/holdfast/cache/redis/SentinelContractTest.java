package dev.holdfast.cache.redis;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.SentinelGroup;
import dev.holdfast.servers.UnbrokenHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the master that a Sentinel names, and on the next one. More failures are {@link SentinelTest}'s. */
class SentinelContractTest implements CacheContract {
    private static SentinelGroup group;
    private static CacheHarness harness;

    @BeforeAll
    static void open() {
        group = SentinelGroup.started(30_000);
        harness = new UnbrokenHarness(group.url(), key -> group.replaceMaster());
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    static void close() {
        harness.close();
        group.close();
    }
}
