package dev.holdfast.it.breaker;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.RedisHarness;
import dev.holdfast.servers.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The whole contract through a breaker above Redis, with every fault. */
class RedisBreakerContractTest implements CacheContract {
    private static CacheHarness harness;

    @BeforeAll
    static void open() {
        RedisServer server = RedisServer.started();
        Link link = new Link(server.port());
        harness = new RedisHarness(server, link, "breaker:[" + link.url() + "]?values=fail");
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
