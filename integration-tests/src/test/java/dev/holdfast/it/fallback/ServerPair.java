package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.MemcachedHarness;
import dev.holdfast.servers.RedisHarness;
import dev.holdfast.servers.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract on two real servers, in one phase, or with old switched off. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerPair implements CacheContract {
    /** What a side can be. */
    enum Side {
        REDIS,
        MEMCACHED;

        CacheHarness start() {
            if (this == MEMCACHED) {
                return new MemcachedHarness(1, "");
            }
            RedisServer server = RedisServer.started();
            Link link = new Link(server.port());
            return new RedisHarness(server, link, link.url());
        }
    }

    private final Side newSide;
    private final Side oldSide;
    private final @Nullable MigrationPhase phase;
    private CacheHarness harness;

    /** Null for DRAIN with the old server down. */
    ServerPair(Side newSide, Side oldSide, @Nullable MigrationPhase phase) {
        this.newSide = newSide;
        this.oldSide = oldSide;
        this.phase = phase;
    }

    @BeforeAll
    void open() {
        CacheHarness to = newSide.start();
        CacheHarness from = oldSide.start();
        harness = phase == null ? FallbackHarness.withOldDown(to, from) : new FallbackHarness(to, from, phase);
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    void close() {
        harness.close();
    }
}
