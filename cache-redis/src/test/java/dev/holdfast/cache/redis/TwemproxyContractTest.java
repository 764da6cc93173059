package dev.holdfast.cache.redis;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.UnbrokenHarness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract through twemproxy, over two servers. */
class TwemproxyContractTest implements CacheContract {
    @TempDir
    static Path directory;

    private static RedisServer first;
    private static RedisServer second;
    private static Process proxy;
    private static CacheHarness harness;

    @BeforeAll
    static void open() throws IOException {
        first = RedisServer.started();
        second = RedisServer.started();
        int port = RedisServer.freePort();
        Path configuration = directory.resolve("nutcracker.yml");
        Files.writeString(configuration, """
                cache:
                  listen: 127.0.0.1:%d
                  hash: fnv1a_64
                  distribution: ketama
                  redis: true
                  timeout: 400
                  servers:
                   - %s:1 first
                   - %s:1 second
                """.formatted(port, first.address(), second.address()));
        proxy = new ProcessBuilder(
                        "nutcracker",
                        "-c",
                        configuration.toString(),
                        "-s",
                        Integer.toString(RedisServer.freePort()),
                        "-m",
                        "16384")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> accepts(port));
        harness = new UnbrokenHarness("redis://127.0.0.1:" + port + "?proxied=true");
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    static void close() throws InterruptedException {
        harness.close();
        proxy.destroyForcibly();
        proxy.waitFor(10, TimeUnit.SECONDS);
        first.close();
        second.close();
    }
}
