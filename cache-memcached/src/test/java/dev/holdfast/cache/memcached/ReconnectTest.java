package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.CacheUrl.HostPort;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import dev.holdfast.servers.ServerProcess;
import dev.holdfast.servers.Twemproxy;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that can't be made, or break as soon as they are. */
class ReconnectTest {
    private static final Ttl LONG = Ttl.ofMinutes(10);
    private static final byte[] VALUE = "v".getBytes(UTF_8);

    /** How a server treats its clients. */
    enum Manner {
        /** The pauses are at least 10, 20, 40, 80, and then 100 ms. */
        REFUSES_THE_HANDSHAKE(14, 1_050) {
            @Override
            void answer(String line, ScriptedServer.Client client) {
                client.say("ERROR\r\n");
            }
        },
        /** Each connection that was made begins the count of attempts anew: the pauses are at least 10 ms. */
        HANGS_UP_AFTER_THE_HANDSHAKE(60, 590) {
            @Override
            void answer(String line, ScriptedServer.Client client) {
                if (line.equals("version")) {
                    client.say("VERSION 1.6.18\r\n");
                } else {
                    client.say("END\r\n");
                    client.hangUp();
                }
            }
        };

        private final int attempts;
        private final int leastMillis;

        Manner(int attempts, int leastMillis) {
            this.attempts = attempts;
            this.leastMillis = leastMillis;
        }

        abstract void answer(String line, ScriptedServer.Client client);
    }

    @ParameterizedTest
    @EnumSource
    void attempts_whateverTheServerDoesToThem_haveTheirPauses(Manner manner) {
        long start = System.nanoTime();
        try (ScriptedServer server = new ScriptedServer(manner::answer);
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?startDegraded=true")) {
            await().until(() -> server.acceptedNanos().size() >= manner.attempts);

            long tookNanos = server.acceptedNanos().get(manner.attempts - 1) - start;
            assertThat(Duration.ofNanos(tookNanos))
                    .as("%s attempts to connect to %s", manner.attempts, cache)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(manner.leastMillis));
        }
    }

    private static boolean holds(ServerProcess server, String key) {
        return server.say("get " + key + "\r\n", 1).get(0).startsWith("VALUE");
    }

    /** The proxy is asked for a key of its own, whose server may be the dead one. */
    @Test
    void proxyWithADeadServer_isConnectedToAgainForTheOthers() {
        try (ServerProcess first = ServerProcess.memcached();
                ServerProcess second = ServerProcess.memcached();
                ServerProcess third = ServerProcess.memcached();
                Twemproxy proxy = new Twemproxy(first, second, third);
                TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", proxy.port());
                DistributedCache cache =
                        Caches.open("memcached://127.0.0.1:" + wire.port() + "?timeout=5s&proxied=true")) {
            String sign = "holdfast:sign-of-life";
            cache.set(sign, VALUE, LONG);
            ServerProcess dead = Stream.of(first, second, third)
                    .filter(server -> holds(server, sign))
                    .findFirst()
                    .orElseThrow();
            String other = Stream.iterate(0, i -> i + 1)
                    .map(i -> "key:" + i)
                    .peek(key -> cache.set(key, VALUE, LONG))
                    .filter(key -> !holds(dead, key))
                    .findFirst()
                    .orElseThrow();
            dead.kill();

            long before = wire.accepted();
            wire.dropConnections();
            await().until(() -> wire.accepted() > before);

            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(cache.get(other)).isEqualTo(VALUE));
            assertThat(catchThrowable(() -> cache.get(sign)))
                    .as("of the dead server")
                    .isNotNull();
        }
    }

    @Test
    void outOfMemory_whileConnecting_isTriedAgainAndLeavesNoSocket() throws Exception {
        Queue<SocketChannel> abandoned = new ConcurrentLinkedQueue<>();
        try (ServerProcess memcached = ServerProcess.memcached();
                Transport real = new XmemcachedTransport(1)) {
            Transport starved = new Transport() {
                @Override
                public Connection adopt(SocketChannel channel, Runnable onLost) throws IOException {
                    if (abandoned.size() < 3) {
                        abandoned.add(channel);
                        throw new OutOfMemoryError("Cannot reserve direct buffer memory");
                    }
                    return real.adopt(channel, onLost);
                }

                @Override
                public void close() {
                    // the real one is
                }
            };
            HostPort address = new HostPort("127.0.0.1", memcached.port());
            MemcachedSettings settings = new MemcachedSettings(
                    "memcached://" + address,
                    List.of(address),
                    List.of(1),
                    MemcachedSettings.Wire.TEXT,
                    Hashing.KETAMA,
                    false,
                    null,
                    null,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1));
            Server server = new Server(address, settings, new TextProtocol(), starved, event -> {}, new Random(1));
            server.start();
            try {
                assertThat(server.firstAttempt().get(5, TimeUnit.SECONDS)).isNotNull();
                await().until(() -> server.facts().largestItem() < Long.MAX_VALUE);
                assertThat(abandoned).hasSize(3).noneMatch(SocketChannel::isOpen);
            } finally {
                server.close(Duration.ofSeconds(1));
            }
        }
    }
}
