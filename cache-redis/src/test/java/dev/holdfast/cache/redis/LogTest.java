package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user finds in his log: nothing, as long as nothing is wrong. */
class LogTest {
    /** Below Netty and Lettuce alike, which log here where they find no other logging. */
    private static final Logger ROOT = Logger.getLogger("io");

    private final Collector collector = new Collector();

    /** Keeps what is worth a user's attention. */
    private static final class Collector extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        private Collector() {
            setLevel(Level.WARNING);
        }

        @Override
        public void publish(LogRecord entry) {
            if (isLoggable(entry)) {
                lines.add(new SimpleFormatter().formatMessage(entry));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        ROOT.addHandler(collector);
        ROOT.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        ROOT.removeHandler(collector);
        ROOT.setUseParentHandlers(true);
    }

    @Test
    void warning_isHeard() {
        Logger.getLogger("io.netty.bootstrap.AbstractBootstrap").warning("Unknown channel option");

        assertThat(collector.lines).containsExactly("Unknown channel option");
    }

    @Test
    void connections_overTcpAndUnixSockets_warnOfNothing(@TempDir Path directory) {
        String socket = directory.resolve("redis.sock").toString();
        try (RedisServer server = RedisServer.started("--unixsocket", socket)) {
            for (String url : List.of(server.url(), "redis-socket://" + socket)) {
                try (DistributedCache cache = Caches.open(url)) {
                    cache.set("k", new byte[1], Ttl.ofMinutes(1));
                    server.cli("CLIENT", "KILL", "TYPE", "normal");
                    Awaitility.await().ignoreExceptions().until(() -> cache.get("k") != null);
                }
            }
        }

        assertThat(collector.lines).isEmpty();
    }

    /** Attempts to connect are under way then, and end with the threads that made them. */
    @Test
    void close_whileTheServerHangs_warnsOfNothing() {
        try (RedisServer server = RedisServer.started()) {
            for (int round = 0; round < 5; round++) {
                DistributedCache cache = Caches.open(server.url());
                server.pause();
                Awaitility.await()
                        .until(() -> catchThrowable(() -> cache.get("k")) instanceof CacheUnavailableException);
                cache.close();
                server.resume();
                Awaitility.await()
                        .until(() -> Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().startsWith("lettuce")));
            }
        }

        assertThat(collector.lines).isEmpty();
    }
}
