package dev.holdfast.it.recipes;

import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.recipes.CacheAsideContract;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.RedisHarness;
import dev.holdfast.servers.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On a Redis server, which compares values and not versions. */
class RedisCacheAsideContractTest implements CacheAsideContract {
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
