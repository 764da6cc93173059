package dev.holdfast.it.breaker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.fallback.BreakerState;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.SentinelGroup;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is left on a real server by processes that lost their way to it and wrote meanwhile. */
class DegradedProcessesTest {
    private static final Ttl LONG = Ttl.ofMinutes(10);

    /** A process, as far as a cache is one, with a way to the server that can be lost. */
    private static final class Member implements AutoCloseable {
        private final TcpFaultProxy way;
        private final DistributedCache cache;

        private Member(RedisServer server, String parameters) {
            way = TcpFaultProxy.to("127.0.0.1", server.port());
            cache = Caches.open("breaker:[redis://127.0.0.1:" + way.port() + "]" + parameters);
        }

        private CircuitBreakerCache breaker() {
            return Objects.requireNonNull(cache.unwrap(CircuitBreakerCache.class));
        }

        private void cutOff() {
            way.reset();
            await(() -> {
                cache.get("anything");
                return breaker().state() == BreakerState.OPEN;
            });
        }

        private void bringBack() {
            way.pass();
            await(() -> breaker().state() == BreakerState.CLOSED);
            assertThat(breaker().figures().journalled()).isZero();
        }

        @Override
        public void close() {
            cache.close();
            way.close();
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    @Test
    void conflictingWrites_invalidated_leaveNeither_andNobodyReadsWhatWasBefore() throws Exception {
        try (RedisServer server = RedisServer.started();
                Member one = new Member(server, "");
                Member two = new Member(server, "")) {
            one.cache.set("k", bytes("before"), LONG);
            one.cache.set("gone", bytes("before"), LONG);
            one.cutOff();
            two.cutOff();
            one.cache.set("k", bytes("one"), LONG);
            two.cache.set("k", bytes("two"), LONG);
            one.cache.delete("gone");
            AtomicBoolean over = new AtomicBoolean();
            AtomicBoolean readOlder = new AtomicBoolean();
            Thread reader = new Thread(() -> {
                while (!over.get()) {
                    for (Member member : List.of(one, two)) {
                        byte[] value = member.cache.get("k");
                        readOlder.compareAndSet(false, value != null && new String(value, US_ASCII).equals("before"));
                    }
                    readOlder.compareAndSet(false, one.cache.get("gone") != null);
                }
            });
            reader.start();

            one.bringBack();
            two.bringBack();
            over.set(true);
            reader.join();

            assertThat(readOlder).as("an older value was read").isFalse();
            assertThat(server.cli("EXISTS", "k", "gone")).isEqualTo("0");
            assertThat(one.cache.get("k")).isNull();
            assertThat(two.cache.get("k")).isNull();
        }
    }

    @Test
    void conflictingWrites_replayed_endAsTheLastToComeBackHasIt() {
        try (RedisServer server = RedisServer.started();
                Member one = new Member(server, "?reconciliation=replay");
                Member two = new Member(server, "?reconciliation=replay")) {
            one.cache.set("k", bytes("before"), LONG);
            one.cutOff();
            two.cutOff();
            two.cache.set("k", bytes("two"), LONG);
            one.cache.set("k", bytes("one"), LONG);

            one.bringBack();
            assertThat(server.cli("GET", "k")).isEqualTo("one");
            two.bringBack();

            assertThat(server.cli("GET", "k")).isEqualTo("two");
            assertThat(one.cache.get("k")).isEqualTo(bytes("two"));
        }
    }

    /** Loses its way, writes, says so, and waits for its end. */
    static final class Doomed {
        private Doomed() {}

        public static void main(String[] arguments) throws Exception {
            try (DistributedCache cache =
                    Caches.open("breaker:[redis://127.0.0.1:" + arguments[0] + "?connectTimeout=30s]")) {
                CircuitBreakerCache breaker = Objects.requireNonNull(cache.unwrap(CircuitBreakerCache.class));
                System.out.println("connected");
                await(() -> {
                    cache.get("anything");
                    return breaker.state() == BreakerState.OPEN;
                });
                cache.set("k", bytes("late"), LONG);
                System.out.println(new String(Objects.requireNonNull(cache.get("k")), US_ASCII));
                System.in.read();
            }
        }
    }

    @Test
    void processKilledWhileDegraded_losesWhatItWrote_andNothingElse() throws Exception {
        try (RedisServer server = RedisServer.started();
                TcpFaultProxy way = TcpFaultProxy.to("127.0.0.1", server.port())) {
            server.cli("SET", "k", "before");
            Process doomed = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Doomed.class.getName(),
                            Integer.toString(way.port()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader said = doomed.inputReader()) {
                assertThat(said.readLine()).isEqualTo("connected");
                way.reset();
                assertThat(said.readLine()).isEqualTo("late");
                doomed.destroyForcibly();
                assertThat(doomed.waitFor(10, TimeUnit.SECONDS)).isTrue();
            } finally {
                doomed.destroyForcibly();
            }
            way.pass();

            assertThat(server.cli("GET", "k")).isEqualTo("before");
            try (DistributedCache next = Caches.open("breaker:[redis://127.0.0.1:" + way.port() + "]")) {
                assertThat(next.get("k")).isEqualTo(bytes("before"));
                next.set("k", bytes("after"), LONG);
                assertThat(server.cli("GET", "k")).isEqualTo("after");
            }
        }
    }

    /** The old master comes back as a replica, which a connection to it finds out by READONLY alone. */
    @Test
    void failover_leavesNoOlderValue() {
        try (SentinelGroup group = SentinelGroup.started(1_000);
                DistributedCache cache = Caches.open("breaker:[" + group.url() + "]")) {
            CircuitBreakerCache breaker = Objects.requireNonNull(cache.unwrap(CircuitBreakerCache.class));
            cache.set("k", bytes("before"), LONG);
            RedisServer old = group.master();

            group.replaceMaster();
            cache.set("k", bytes("after"), LONG);
            await(() ->
                    breaker.state() == BreakerState.CLOSED && breaker.figures().journalled() == 0);

            await(() -> old.cli("ROLE").startsWith("slave"));
            byte[] read = cache.get("k"); // the value, or nothing where it was written here and invalidated there
            assertThat(read == null ? "after" : new String(read, US_ASCII)).isEqualTo("after");
            assertThat(group.master().cli("GET", "k")).isIn("after", "");
        }
    }
}
