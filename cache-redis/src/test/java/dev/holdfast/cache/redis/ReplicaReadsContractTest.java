package dev.holdfast.cache.redis;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.UnbrokenHarness;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract where reads are a replica's alone. What a replica can't promise, that a read sees the write before it, is
 * made up for by waiting for the replica after each write; all else must hold.
 */
class ReplicaReadsContractTest implements CacheContract {
    private static RedisServer master;
    private static RedisServer replica;
    private static CacheHarness harness;

    @BeforeAll
    static void open() {
        master = RedisServer.started("--repl-diskless-sync-delay", "0");
        replica = RedisServer.started();
        replica.cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> master.cli("INFO", "replication").contains("state=online"));
        harness = new Waiting(new UnbrokenHarness(master.url() + "?readFrom=replica", key -> {}));
    }

    /** Wraps every cache. */
    private record Waiting(CacheHarness harness, DistributedCache cache, DistributedCache peer)
            implements CacheHarness {
        private Waiting(CacheHarness harness) {
            this(harness, new ReplicatedWrites(harness.cache()), new ReplicatedWrites(harness.peer()));
        }

        @Override
        public DistributedCache open(Map<String, String> parameters) {
            return new ReplicatedWrites(harness.open(parameters));
        }

        @Override
        public Duration expiryResolution() {
            return harness.expiryResolution();
        }

        @Override
        public Duration timeout() {
            return harness.timeout();
        }

        @Override
        public Set<Fault> faults() {
            return harness.faults();
        }

        @Override
        public void close() {
            cache.close();
            peer.close();
        }
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    static void close() {
        harness.close();
        replica.close();
        master.close();
    }
}
