package dev.holdfast.cache.redis;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.RedisHarness;
import dev.holdfast.servers.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a unix socket. */
class UnixSocketContractTest implements CacheContract {
    @TempDir
    static Path directory;

    private static CacheHarness harness;

    @BeforeAll
    static void open() {
        Path socket = directory.resolve("redis.sock");
        RedisServer server = RedisServer.started("--unixsocket", socket.toString());
        Path front = directory.resolve("front.sock");
        harness = new RedisHarness(server, new Link(front, socket), "redis-socket://" + front + "?database=3");
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
