package dev.holdfast.cache.redis;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.RedisHarness;
import dev.holdfast.servers.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over TCP, with every fault. */
class StandaloneContractTest implements CacheContract {
    private static CacheHarness harness;

    @BeforeAll
    static void open() {
        RedisServer server = RedisServer.started();
        Link link = new Link(server.port());
        harness = new RedisHarness(server, link, link.url());
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
