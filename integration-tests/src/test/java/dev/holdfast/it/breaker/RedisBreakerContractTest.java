package dev.holdfast.it.breaker;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.RedisHarness;
import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

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

    /** A machine that stood still a while ago, and opened the breaker, is not what a test is about. */
    @BeforeEach
    void awaitClosed() {
        Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
            harness().cache().ping();
            harness().peer().ping();
            return true;
        });
    }

    @AfterAll
    static void close() {
        harness.close();
    }
}
