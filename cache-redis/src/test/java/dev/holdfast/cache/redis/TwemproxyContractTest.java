package dev.holdfast.cache.redis;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.RedisHarness;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.Twemproxy;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract through twemproxy, over two servers, with every fault: of both servers, or of the way to the proxy. */
class TwemproxyContractTest implements CacheContract {
    private static Twemproxy proxy;
    private static CacheHarness harness;

    @BeforeAll
    static void open() {
        RedisServer first = RedisServer.started();
        RedisServer second = RedisServer.started();
        proxy = Twemproxy.ofRedis(first, second);
        Link link = new Link(proxy.port());
        harness = new RedisHarness(List.of(first, second), link, link.url() + "?proxied=true");
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    static void close() {
        harness.close();
        proxy.close();
    }
}
