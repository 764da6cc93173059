package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls, and of what they sent, when a server or the way to it fails. */
class FailureTest {
    private static final Ttl MINUTE = Ttl.ofMinutes(1);
    private static final String READ_ONLY = "-READONLY You can't write against a read only replica.\r\n";

    private RedisServer server;
    private Link link;

    @BeforeEach
    void start() {
        server = RedisServer.started();
        link = new Link(server.port());
    }

    @AfterEach
    void stop() {
        link.close();
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void awaitWorking(DistributedCache cache) {
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(5)).until(() -> {
            try {
                cache.ping();
                return true;
            } catch (CacheTransientException e) {
                return false;
            }
        });
    }

    /** The bytes of the late write reach the server after those of a newer one, by another connection. */
    @Test
    void set_thatTimedOut_neverLandsAfterALaterOne() {
        for (int round = 0; round < 5; round++) {
            try (DistributedCache cache = Caches.open(link.url())) {
                String key = "k" + round;
                link.hold();
                assertThatExceptionOfType(CacheTimeoutException.class)
                        .isThrownBy(() -> cache.set(key, bytes("late"), MINUTE))
                        .matches(e -> e.outcome() == Outcome.UNKNOWN);
                link.passNewConnections();
                awaitWorking(cache);
                cache.set(key, bytes("newer"), MINUTE);
                assertThat(link.holding()).isPositive();

                link.release();

                await().until(() -> link.holding() == 0);
                server.cli("PING"); // what was delivered before is dealt with before
                assertThat(server.cli("GET", key)).isEqualTo("newer");
            }
        }
    }

    private long connections() {
        return server.cli("CLIENT", "LIST").lines().count();
    }

    /** As the bytes of a hung server's socket: closing our end takes none of them back. */
    @Test
    void set_ofAHungServer_neverLandsAfterALaterOne() {
        try (DistributedCache cache = Caches.open(server.url())) {
            for (int round = 0; round < 10; round++) {
                String key = "k" + round;
                server.pause();
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> cache.set(key, bytes("late"), MINUTE))
                            .isInstanceOf(CacheTransientException.class);
                }
                server.resume();
                awaitWorking(cache);
                cache.set(key, bytes("newer"), MINUTE);
                assertThat(cache.get(key)).isEqualTo(bytes("newer"));
                assertThat(server.cli("GET", key)).isEqualTo("newer");
            }
        }
    }

    /** What the driver itself asks at a connection's start does not count. */
    @Test
    void maxPending_ofOne_letsOneCallerThrough() {
        try (DistributedCache cache = Caches.open(server.url() + "?maxPending=1&connectTimeout=500ms")) {
            for (int i = 0; i < 2_000; i++) {
                cache.set("k", bytes("v" + i), MINUTE);
                assertThat(cache.get("k")).isEqualTo(bytes("v" + i));
            }
        }
    }

    @Test
    void calls_whileTheServerHangs_areRefusedAtOnceAfterTheFirst() {
        try (DistributedCache cache = Caches.open(server.url())) {
            cache.ping();
            server.pause();
            assertThatExceptionOfType(CacheTimeoutException.class)
                    .isThrownBy(() -> cache.get("k"))
                    .matches(e -> e.outcome() == Outcome.NOT_APPLIED)
                    .matches(e -> e.call().elapsed().compareTo(Duration.ofMillis(250)) >= 0);
            await().until(() -> catchThrowableOfType(CacheException.class, () -> cache.incr("n", 1))
                            instanceof CacheUnavailableException refused
                    && refused.outcome() == Outcome.NOT_APPLIED
                    && refused.call().elapsed().isZero());
            server.resume();
            awaitWorking(cache);
        }
    }

    @Test
    void incr_whoseAnswerWasLost_isCountedOnceAndUnknown() {
        try (DistributedCache cache = Caches.open(link.url() + "?timeout=5s")) {
            for (int round = 1; round <= 20; round++) {
                String key = "n" + round;
                cache.set(key, bytes("0"), MINUTE);
                cache.incr(key, 0); // now the server knows the script
                link.loseAnswers();
                assertThatExceptionOfType(CacheUnavailableException.class)
                        .isThrownBy(() -> cache.incr(key, 1))
                        .matches(e -> e.outcome() == Outcome.UNKNOWN);
                link.pass();
                awaitWorking(cache);
                assertThat(cache.incr(key, 0)).hasValue(1);
            }
        }
    }

    @Test
    void calls_whileDisconnected_areRefusedAtOnceAndNothingIsKept() {
        try (DistributedCache cache = Caches.open(server.url() + "?timeout=2s")) {
            server.kill();
            await().until(() -> catchThrowableOfType(CacheException.class, () -> cache.set("k", bytes("v"), MINUTE))
                            .outcome()
                    == Outcome.NOT_APPLIED);
            for (int i = 0; i < 1_000; i++) {
                assertThatExceptionOfType(CacheUnavailableException.class)
                        .isThrownBy(() -> cache.set("k", bytes("v"), MINUTE))
                        .matches(e -> e.outcome() == Outcome.NOT_APPLIED);
            }
            server.start();
            awaitWorking(cache);
            assertThat(cache.get("k")).isNull();
        }
    }

    @Test
    void connection_backAfterARestart_isUsedWithinASecond() {
        try (DistributedCache cache = Caches.open(server.url() + "?timeout=2s")) {
            for (int round = 0; round < 3; round++) {
                server.restart();
                long start = System.nanoTime();
                awaitWorking(cache);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }
        }
    }

    /** Other clients come back up to half a minute late. The promise is 1 s, the rest is for a loaded machine. */
    @Test
    void connection_backAfterALongOutage_isUsedSoon() {
        try (DistributedCache cache = Caches.open(server.url() + "?timeout=2s")) {
            server.kill();
            await().pollDelay(Duration.ofSeconds(8))
                    .until(() -> catchThrowableOfType(CacheException.class, () -> cache.get("k")) != null);

            server.start();
            long start = System.nanoTime();
            awaitWorking(cache);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    /** Nothing tells an absence from another, so each answer passes for that of the request before. */
    @Test
    void connectionThatLostARequest_isReplaced_thoughEveryCallBringsAnAnswer() {
        try (TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", server.port());
                DistributedCache cache = Caches.open("redis://127.0.0.1:" + wire.port() + "?timeout=300ms")) {
            wire.blackHole();
            assertThatThrownBy(() -> cache.get("absent")).isInstanceOf(CacheTimeoutException.class);
            wire.pass();

            await().atMost(Duration.ofSeconds(4)).until(() -> catchThrowable(() -> cache.get("absent")) == null);
        }
    }

    @Test
    void attemptsToConnect_stuckWhenTheServerReturns_areNotWaitedFor() {
        try (TcpFaultProxy wire = TcpFaultProxy.to("127.0.0.1", server.port());
                DistributedCache cache =
                        Caches.open("redis://127.0.0.1:" + wire.port() + "?timeout=1s&connectTimeout=6s")) {
            for (int attempts = 1; attempts <= 2; attempts++) {
                long stuck = wire.accepted() + attempts;
                wire.blackHole();
                wire.dropConnections();
                await().until(() -> wire.accepted() >= stuck);

                wire.pass();
                awaitWorking(cache);
            }
        }
    }

    @Test
    void server_thatBecameAReplica_isReadOnlyAndTheConnectionReplaced() {
        try (DistributedCache cache = Caches.open(server.url() + "?timeout=2s");
                RedisServer master = RedisServer.started()) {
            cache.set("k", bytes("v"), MINUTE);
            String before = server.cli("CLIENT", "LIST");
            server.cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));

            assertThatExceptionOfType(CacheRejectedException.class)
                    .isThrownBy(() -> cache.set("k", bytes("v"), MINUTE))
                    .matches(e -> e.reason() == CacheRejectedException.Reason.READ_ONLY)
                    .matches(e -> e.outcome() == Outcome.NOT_APPLIED);

            server.cli("REPLICAOF", "NO", "ONE");
            awaitWorking(cache);
            cache.set("k", bytes("v"), MINUTE);
            assertThat(server.cli("CLIENT", "LIST")).isNotEqualTo(before);
        }
    }

    /** Before Redis 7 what a script is refused for comes with the script's line before it. */
    @Test
    void server_beforeRedis7_thatRefusesCountsAsAReplica_isReplacedToo() {
        String refusal = "-@user_script: 25: " + READ_ONLY;
        try (ScriptedServer demoted = new ScriptedServer(words -> words.get(0).equals("EVALSHA") ? refusal : null);
                DistributedCache cache = Caches.open("redis://127.0.0.1:" + demoted.port() + "?timeout=2s")) {
            int before = demoted.accepted();

            assertThatExceptionOfType(CacheRejectedException.class)
                    .isThrownBy(() -> cache.incr("k", 1))
                    .matches(e -> e.reason() == CacheRejectedException.Reason.READ_ONLY)
                    .matches(e -> e.outcome() == Outcome.NOT_APPLIED);

            await().until(() -> demoted.accepted() > before);
        }
    }

    private static DistributedCache observed(ScriptedServer server, String parameters, Runnable whenConnected) {
        CacheObserver connections = new CacheObserver() {
            @Override
            public void on(CacheEvent event) {
                if (event instanceof CacheEvent.StateMoved moved && moved.to().equals("connected")) {
                    whenConnected.run();
                }
            }
        };
        return Caches.open(
                "redis://127.0.0.1:" + server.port() + parameters,
                CacheOptions.builder().observer(connections).build());
    }

    @Test
    void read_thatIsUnderWayWhenAReadOnlyServersConnectionIsReplaced_isAnswered() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch replaced = new CountDownLatch(2);
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedServer demoted = new ScriptedServer(words -> switch (words.get(0)) {
                    case "SET" -> READ_ONLY;
                    case "GET" -> {
                        asked.countDown();
                        reach(replaced);
                        yield ScriptedServer.bulk("v");
                    }
                    case "INFO" -> {
                        if (connections.incrementAndGet() > 1) {
                            reach(asked);
                        }
                        yield null;
                    }
                    default -> null;
                });
                DistributedCache cache = observed(demoted, "?timeout=20s", replaced::countDown)) {
            assertThatExceptionOfType(CacheRejectedException.class)
                    .isThrownBy(() -> cache.set("k", bytes("v"), MINUTE));

            assertThat(cache.get("k")).isEqualTo(bytes("v"));
            await().until(() -> demoted.open() == 1);
        }
    }

    /**
     * What an earlier connection has not answered when its time is over is dead before anything else is sent, even if
     * the one that took its place is lost at once.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void set_unansweredWhenAReadOnlyServersConnectionIsReplaced_neverLandsAfterALaterOne(boolean nextIsLost) {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger connections = new AtomicInteger();
        AtomicInteger connected = new AtomicInteger();
        AtomicReference<ScriptedServer> server = new AtomicReference<>();
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (ScriptedServer hanging = new ScriptedServer(words -> {
                    heard.add(String.join(" ", words));
                    return switch (String.join(" ", words.subList(0, Math.min(2, words.size())))) {
                        case "CLIENT ID" -> {
                            int connection = connections.incrementAndGet();
                            if (connection == 2) {
                                reach(asked);
                            }
                            yield ":" + connection + "\r\n";
                        }
                        case "SET refused" -> READ_ONLY;
                        case "SET late" -> {
                            asked.countDown();
                            reach(over);
                            yield null;
                        }
                        default -> null;
                    };
                });
                DistributedCache cache = observed(hanging, "?timeout=1s", () -> {
                    if (connected.incrementAndGet() == 2 && nextIsLost) {
                        server.get().drop(1);
                    }
                })) {
            server.set(hanging);
            assertThatExceptionOfType(CacheRejectedException.class)
                    .isThrownBy(() -> cache.set("refused", bytes("v"), MINUTE));
            assertThatExceptionOfType(CacheTransientException.class)
                    .isThrownBy(() -> cache.set("late", bytes("v"), MINUTE))
                    .matches(e -> e.outcome() == Outcome.UNKNOWN);
            awaitWorking(cache);
            cache.set("newer", bytes("v"), MINUTE);
            over.countDown();

            assertThat(heard.stream().map(words -> words.replaceFirst("^(SET \\w+).*", "$1")))
                    .containsSubsequence("SET late", "CLIENT KILL ID 1", "SET newer");
        }
    }

    @Test
    void server_thatIsReadOnlyAndTakesNoNewConnection_isTriedForInOneRowOfAttempts() {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedServer full = new ScriptedServer(words -> switch (words.get(0)) {
                    case "SET" -> READ_ONLY;
                    case "CLIENT" ->
                        connections.incrementAndGet() > 2 // its number, and the right to end others
                                ? "-NOPERM its user may not any more\r\n"
                                : null;
                    case "GET" -> ScriptedServer.bulk("v");
                    default -> null;
                });
                DistributedCache cache = Caches.open("redis://127.0.0.1:" + full.port() + "?timeout=2s")) {
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (System.nanoTime() < end) {
                assertThatExceptionOfType(CacheRejectedException.class)
                        .isThrownBy(() -> cache.set("k", bytes("v"), MINUTE));
                assertThat(cache.get("k")).isEqualTo(bytes("v"));
            }

            assertThat(full.accepted()).isBetween(3, 14); // as if it took them, and the first
        }
    }

    private static void reach(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void server_thatStaysReadOnly_isConnectedToEverMoreSeldom_andReadFromAllTheTime() {
        try (DistributedCache cache = Caches.open(server.url() + "?timeout=2s");
                RedisServer master = RedisServer.started()) {
            server.cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
            await().until(() -> server.cli("INFO", "replication").contains("master_link_status:up"));
            long before = connectionsEver();
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            int refused = 0;
            int answered = 0;
            while (System.nanoTime() < end) {
                CacheException failure =
                        catchThrowableOfType(CacheException.class, () -> cache.set("k", bytes("v"), MINUTE));
                refused += failure instanceof CacheRejectedException ? 1 : 0;
                answered += catchThrowableOfType(CacheException.class, () -> cache.get("k")) == null ? 1 : 0;
            }

            assertThat(refused).isGreaterThan(100);
            assertThat(answered).isGreaterThan(100);
            assertThat(connectionsEver() - before).isBetween(2L, 12L); // 0, 20, 60, 140, 300, 620, 1120, 1620 ms

            server.cli("REPLICAOF", "NO", "ONE");
            awaitWorking(cache);
            cache.set("k", bytes("v"), MINUTE);
        }
    }

    /** Ours, and those of redis-cli, one a question. */
    private long connectionsEver() {
        return server.cli("INFO", "stats")
                .lines()
                .filter(line -> line.startsWith("total_connections_received:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    @Test
    void server_thatIsLoading_isUnavailableForNow() {
        String[] slowly = {
            "--key-load-delay", "20000", "--loading-process-events-interval-bytes", "1024", "--rdbcompression", "no"
        };
        try (RedisServer slow = RedisServer.started(slowly);
                DistributedCache cache = Caches.open(slow.url())) {
            for (int i = 0; i < 50; i++) {
                slow.cli("SET", "k" + i, "v".repeat(2_000));
            }
            slow.cli("SAVE");
            slow.restart();
            assertThatExceptionOfType(CacheUnavailableException.class)
                    .isThrownBy(() -> cache.get("k1"))
                    .matches(e -> e.outcome() == Outcome.NOT_APPLIED);
            assertThatExceptionOfType(CacheUnavailableException.class).isThrownBy(() -> Caches.open(slow.url()));
            awaitWorking(cache);
            assertThat(cache.get("k1")).hasSize(2_000);
        }
    }

    @Test
    void calls_beyondTheBound_areRefused() {
        try (DistributedCache cache = Caches.open(server.url() + "?maxPending=4&timeout=2s")) {
            cache.ping();
            server.pause();
            AtomicInteger refused = new AtomicInteger();
            Callers.run(20, caller -> {
                CacheException failure = catchThrowableOfType(CacheException.class, () -> cache.get("k"));
                if (failure instanceof CacheOverloadedException) {
                    refused.incrementAndGet();
                }
            });
            server.resume();
            assertThat(refused).hasValue(16);
            awaitWorking(cache);
            for (int i = 0; i < 100; i++) {
                cache.get("k"); // the bound counts down again
            }
        }
    }

    @Test
    void interruption_ofAWriteOnItsWay_leavesItUnknown() {
        try (DistributedCache cache = Caches.open(server.url() + "?timeout=30s")) {
            cache.ping();
            server.pause();
            Callers.run(1, caller -> {
                Thread self = Thread.currentThread();
                Thread interrupter = new Thread(() -> {
                    await().until(() -> self.getState() == Thread.State.TIMED_WAITING);
                    self.interrupt();
                });
                interrupter.start();
                assertThatExceptionOfType(CacheInterruptedException.class)
                        .isThrownBy(() -> cache.set("k", bytes("v"), MINUTE))
                        .matches(e -> e.outcome() == Outcome.UNKNOWN);
                assertThat(Thread.interrupted()).isTrue();
            });
            server.resume();
        }
    }

    @Test
    void open_withoutAServer_failsOrStartsDegraded() {
        server.kill();
        assertThatExceptionOfType(CacheUnavailableException.class).isThrownBy(() -> Caches.open(server.url()));
        try (DistributedCache cache = Caches.open(server.url() + "?startDegraded=true")) {
            assertThatExceptionOfType(CacheUnavailableException.class).isThrownBy(() -> cache.get("k"));
            server.start();
            awaitWorking(cache);
            assertThat(cache.get("k")).isNull();
        }
    }

    @Test
    void garbage_insteadOfReplies_endsTheConnectionAndIsTyped() throws Exception {
        try (Babbler babbler = new Babbler()) {
            assertThatExceptionOfType(CacheUnavailableException.class)
                    .isThrownBy(() -> Caches.open("redis://127.0.0.1:" + babbler.port() + "?connectTimeout=300ms"));
        }
    }

    @Test
    void close_ofTheLastCache_leavesNoThreadAndNoSocket() {
        DistributedCache first = Caches.open(server.url());
        DistributedCache second = Caches.open(server.url());
        first.set("k", bytes("v"), MINUTE);
        first.close();
        assertThat(second.get("k")).isEqualTo(bytes("v"));
        second.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("lettuce")));
        assertThat(connections()).isEqualTo(1); // redis-cli itself
    }

    @Test
    void open_atAServerThatTellsNoRunId_saysSo() {
        try (ScriptedServer unnamed = new ScriptedServer(
                words -> words.get(0).equals("INFO") ? ScriptedServer.bulk("redis_version:7.4.0\r\n") : null)) {
            String url = "redis://127.0.0.1:" + unnamed.port();
            assertThatExceptionOfType(CacheConfigurationException.class)
                    .isThrownBy(() -> Caches.open(url))
                    .withMessageContaining("run_id")
                    .withMessageContaining("proxied=true");
            Caches.open(url + "?proxied=true").close();
        }
    }
}
