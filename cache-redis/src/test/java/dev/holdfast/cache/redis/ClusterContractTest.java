package dev.holdfast.cache.redis;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.RedisCluster;
import dev.holdfast.servers.UnbrokenHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a cluster, where a counter's slot moves. The failures of masters are {@link ClusterTest}'s. */
class ClusterContractTest implements CacheContract {
    private static RedisCluster cluster;
    private static CacheHarness harness;

    @BeforeAll
    static void open() {
        cluster = RedisCluster.started(15_000);
        harness = new UnbrokenHarness(cluster.url(), cluster::moveAround);
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    static void close() {
        harness.close();
        cluster.close();
    }
}
