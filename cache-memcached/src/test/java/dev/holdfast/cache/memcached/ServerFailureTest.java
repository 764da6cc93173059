package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import dev.holdfast.servers.Ports;
import dev.holdfast.servers.ServerProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServerFailureTest {
    private static final Ttl LONG = Ttl.ofMinutes(10);

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void awaitPing(DistributedCache cache) {
        await().atMost(Duration.ofSeconds(3)).pollInterval(Duration.ofMillis(5)).until(() -> {
            try {
                cache.ping();
                return true;
            } catch (CacheTransientException e) {
                return false;
            }
        });
    }

    @Test
    void threeServers_oneDead_theRestGoOnAndBulkTellsWhatWasFound() {
        try (ServerProcess first = ServerProcess.memcached();
                ServerProcess second = ServerProcess.memcached();
                ServerProcess third = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + first.address() + "," + second.address() + ","
                        + third.address() + "?timeout=1s")) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            IntStream.range(0, 300).forEach(i -> entries.put("key:" + i, bytes("v" + i)));
            cache.setAll(entries, LONG);
            second.kill();
            await().until(() -> catchThrowable(cache::ping) != null);

            Throwable thrown = catchThrowable(() -> cache.getAll(entries.keySet()));

            assertThat(thrown).isInstanceOf(BulkCacheException.class);
            BulkCacheException failure = (BulkCacheException) thrown;
            assertThat(failure.isTransient()).isTrue();
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure.failures()).hasSizeBetween(50, 150);
            assertThat(failure.found()).hasSize(300 - failure.failures().size());
            failure.found().forEach((key, value) -> {
                assertThat(value).isEqualTo(entries.get(key));
                assertThat(cache.get(key)).as("a key of a living server").isEqualTo(value);
            });
            String lost = failure.failures().keySet().iterator().next();
            assertThatThrownBy(() -> cache.set(lost, bytes("w"), LONG))
                    .asInstanceOf(type(CacheUnavailableException.class))
                    .satisfies(refused -> {
                        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                        assertThat(refused.call().endpoint()).contains(second.address());
                    });
            assertThatThrownBy(() -> cache.setAll(entries, LONG))
                    .asInstanceOf(type(BulkCacheException.class))
                    .satisfies(some -> {
                        assertThat(some.failures().keySet())
                                .isEqualTo(failure.failures().keySet());
                        assertThat(some.done()).isEqualTo(failure.found().keySet());
                    });
            second.restart();
            awaitPing(cache);
            cache.setAll(entries, LONG);
            assertThat(cache.getAll(entries.keySet())).hasSize(300);
        }
    }

    @Test
    void server_backAfterALongOutage_isUsedWithinASecond() {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=1s")) {
            server.kill();
            await().pollDelay(Duration.ofSeconds(4)).until(() -> catchThrowable(cache::ping) != null);

            server.restart();
            long back = System.nanoTime();
            awaitPing(cache);

            assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void hungServer_thatGoesOn_keepsTheConnectionAndTheOrderOfItsWrites() {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=1s")) {
            cache.set("k", bytes("0"), LONG);
            cache.set("other", bytes("0"), LONG);
            Versioned before = cache.gets("other");
            server.hang();
            assertThatThrownBy(() -> cache.set("k", bytes("given up"), LONG))
                    .asInstanceOf(type(CacheTimeoutException.class))
                    .satisfies(late -> assertThat(late.outcome()).isEqualTo(Outcome.UNKNOWN));
            await().until(() -> catchThrowable(() -> cache.get("k")) instanceof CacheUnavailableException);

            long start = System.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                assertThatThrownBy(() -> cache.get("k")).isInstanceOf(CacheUnavailableException.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("refused at once while it hangs")
                    .isLessThan(Duration.ofSeconds(2));

            server.resume();
            awaitPing(cache);
            assertThat(cache.cas("other", bytes("1"), before.token(), LONG))
                    .as("the connection was kept, so the token holds")
                    .isEqualTo(CasOutcome.STORED);
            cache.set("k", bytes("later"), LONG);
            assertThat(cache.get("k")).isEqualTo(bytes("later"));
        }
    }

    @Test
    void connectionThatNeverAnswersAgain_isReplacedByOneThatDoes() {
        try (ServerProcess server = ServerProcess.memcached();
                TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", server.port());
                DistributedCache cache = Caches.open("memcached://127.0.0.1:" + wire.port() + "?timeout=1s")) {
            cache.set("k", bytes("0"), LONG);
            Versioned before = cache.gets("k");
            wire.blackHole();
            assertThatThrownBy(() -> cache.set("k", bytes("lost"), LONG)).isInstanceOf(CacheTimeoutException.class);
            await().until(() -> catchThrowable(() -> cache.get("k")) instanceof CacheUnavailableException);

            wire.pass();
            long back = System.nanoTime();
            awaitPing(cache);

            assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(1));
            assertThat(cache.get("k")).isEqualTo(bytes("0"));
            assertThat(cache.cas("k", bytes("1"), before.token(), LONG))
                    .as("a token of the lost connection")
                    .isEqualTo(CasOutcome.CHANGED);
        }
    }

    /** Nothing tells an absence from another, so each answer passes for that of the request before. */
    @Test
    void connectionThatLostARequest_isReplaced_thoughEveryCallBringsAnAnswer() {
        try (ServerProcess server = ServerProcess.memcached();
                TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", server.port());
                DistributedCache cache = Caches.open("memcached://127.0.0.1:" + wire.port() + "?timeout=300ms")) {
            wire.blackHole();
            assertThatThrownBy(() -> cache.get("absent")).isInstanceOf(CacheTimeoutException.class);
            wire.pass();

            await().atMost(Duration.ofSeconds(4)).until(() -> catchThrowable(() -> cache.get("absent")) == null);
        }
    }

    @Test
    void attemptsToConnect_stuckWhenTheServerReturns_areNotWaitedFor() {
        try (ServerProcess server = ServerProcess.memcached();
                TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", server.port());
                DistributedCache cache =
                        Caches.open("memcached://127.0.0.1:" + wire.port() + "?timeout=1s&connectTimeout=30s")) {
            for (int attempts = 1; attempts <= 5; attempts++) {
                long stuck = wire.accepted() + attempts;
                wire.blackHole();
                wire.dropConnections();
                await().until(() -> wire.accepted() >= stuck);

                wire.pass();
                awaitPing(cache);
            }
        }
    }

    @Test
    void serverFarAway_thatNeedsLongToConnectTo_isConnectedToAgain() {
        try (ServerProcess server = ServerProcess.memcached();
                TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", server.port());
                DistributedCache cache =
                        Caches.open("memcached://127.0.0.1:" + wire.port() + "?timeout=2s&connectTimeout=10s")) {
            wire.slow(Duration.ofMillis(200)); // twice there and back
            wire.dropConnections();
            await().until(() -> catchThrowable(cache::ping) != null);

            awaitPing(cache);
        }
    }

    @Test
    void garbage_instead_ofAnAnswer_endsTheConnectionAndNotTheCache() {
        try (ServerProcess server = ServerProcess.memcached();
                TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", server.port());
                DistributedCache cache = Caches.open("memcached://127.0.0.1:" + wire.port() + "?timeout=1s")) {
            for (Runnable call : List.<Runnable>of(
                    () -> cache.get("k"), () -> cache.set("k", bytes("v"), LONG), () -> cache.incr("k", 1))) {
                awaitPing(cache);
                wire.garbage(7);
                assertThatThrownBy(call::run).isInstanceOf(CacheTransientException.class);
                wire.pass();
            }
            awaitPing(cache);
            cache.set("k", bytes("v"), LONG);
            assertThat(cache.get("k")).isEqualTo(bytes("v"));
        }
    }

    @Test
    void answers_inPieces_areReadAsAWhole() {
        for (String protocol : List.of("text", "binary")) {
            try (ServerProcess server = ServerProcess.memcached();
                    TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", server.port());
                    DistributedCache cache =
                            Caches.open("memcached://127.0.0.1:" + wire.port() + "?timeout=5s&protocol=" + protocol)) {
                wire.chop();
                cache.set("n", bytes("41"), LONG);
                cache.set("text", bytes("VALUE text 0 3\r\nEND\r\n"), LONG);
                cache.set("empty", new byte[0], LONG);

                assertThat(cache.incr("n", 1)).hasValue(42);
                Map<String, byte[]> all = cache.getAll(List.of("absent", "text", "empty", "n", "gone"));
                assertThat(all.keySet()).containsExactly("text", "empty", "n");
                assertThat(all.get("text")).isEqualTo(bytes("VALUE text 0 3\r\nEND\r\n"));
                assertThat(all.get("empty")).isEmpty();
                Versioned seen = cache.gets("text");
                assertThat(cache.cas("text", bytes("x"), seen.token(), LONG)).isEqualTo(CasOutcome.STORED);
                assertThat(cache.delete("text", seen.token())).isEqualTo(CasOutcome.CHANGED);
                assertThat(cache.getAndTouch("n", LONG)).isEqualTo(bytes("42"));
            }
        }
    }

    @Test
    void connectionCutInTheMiddleOfAnAnswer_failsTheCallerAtOnce() {
        try (ServerProcess server = ServerProcess.memcached();
                TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", server.port());
                DistributedCache cache = Caches.open("memcached://127.0.0.1:" + wire.port() + "?timeout=5s")) {
            cache.set("large", new byte[500_000], LONG);
            for (int i = 0; i < 3; i++) {
                awaitPing(cache);
                wire.cutAfter(1_000);
                long start = System.nanoTime();
                assertThatThrownBy(() -> cache.get("large")).isInstanceOf(CacheUnavailableException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("long before the timeout")
                        .isLessThan(Duration.ofSeconds(2));
                wire.pass();
            }
            awaitPing(cache);
            assertThat(cache.get("large")).hasSize(500_000);
        }
    }

    @Test
    void manyWaitingGets_whenTheConnectionDies_failAtOnce() throws Exception {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=10s")) {
            server.hang();
            Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
            List<Thread> callers = IntStream.range(0, 64)
                    .mapToObj(i -> new Thread(() -> thrown.add(catchThrowable(() -> cache.get("k" + i % 4)))))
                    .toList();
            callers.forEach(Thread::start);
            await().until(() -> callers.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
            long start = System.nanoTime();
            server.kill();
            for (Thread caller : callers) {
                caller.join(9_000);
            }
            assertThat(thrown).hasSize(64).hasOnlyElementsOfType(CacheUnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void open_whereNoServerIs_failsInTimeUnlessToldToStartDegraded() {
        int nobody = Ports.free();
        long start = System.nanoTime();
        assertThatThrownBy(() -> Caches.open("memcached://127.0.0.1:" + nobody))
                .asInstanceOf(type(CacheUnavailableException.class))
                .satisfies(refused -> assertThat(refused).hasMessageContaining("open"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));

        try (DistributedCache cache = Caches.open("memcached://127.0.0.1:" + nobody + "?startDegraded=true")) {
            assertThatThrownBy(() -> cache.get("k")).isInstanceOf(CacheUnavailableException.class);
        }
    }

    @Test
    void open_whereTheServerHangs_failsInTime() {
        try (ServerProcess server = ServerProcess.memcached()) {
            server.hang();
            long start = System.nanoTime();
            assertThatThrownBy(() -> Caches.open("memcached://" + server.address()))
                    .isInstanceOf(CacheUnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void everyInterruptedCaller_isLetGoAndHarmsNoOther() throws Exception {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=2s")) {
            cache.set("n", bytes("0"), LONG);
            Thread bystander = new Thread(() -> IntStream.range(0, 20_000).forEach(i -> cache.incr("n", 1)));
            bystander.start();
            List<Thread> interrupted = IntStream.range(0, 4)
                    .mapToObj(i -> new Thread(() -> {
                        while (bystander.isAlive()) {
                            try {
                                cache.set("x", new byte[2_000], LONG);
                            } catch (CacheException e) {
                                Thread.interrupted();
                            }
                        }
                    }))
                    .toList();
            interrupted.forEach(Thread::start);
            while (bystander.isAlive()) {
                interrupted.forEach(Thread::interrupt);
                bystander.join(1);
            }
            for (Thread thread : interrupted) {
                thread.join();
            }
            assertThat(cache.get("n"))
                    .as("every count of the undisturbed thread")
                    .isEqualTo(bytes("20000"));
        }
    }
}
