package dev.holdfast.it.breaker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.fallback.BreakerState;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import dev.holdfast.it.breaker.Traffic.Call;
import dev.holdfast.servers.Ports;
import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real servers that go away in all the ways they have, while sixteen threads call. */
class OutageTest {
    /** The timeout of every call is 250 ms and the promise 50 ms more; the rest is for a loaded machine. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(1);

    /** The promise is 1 s. */
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(4);

    @ParameterizedTest
    @EnumSource(OutageScene.class)
    void outage_whileManyCall(OutageScene scene) throws Exception {
        Moves moves = new Moves();
        try (OutageScene.Stage stage = scene.stage();
                DistributedCache cache = Caches.open(
                        stage.url(), CacheOptions.builder().observer(moves).build());
                Traffic traffic = new Traffic(cache)) {
            CircuitBreakerCache breaker = Objects.requireNonNull(cache.unwrap(CircuitBreakerCache.class));
            pass(Duration.ofMillis(500));
            assertThat(breaker.state()).as("before").isEqualTo(BreakerState.CLOSED);
            scene.cause(stage);
            if (scene.opens()) {
                await(() -> breaker.state() == BreakerState.OPEN);
            }
            long open = System.nanoTime();
            pass(Duration.ofMillis(1_500));
            long back = System.nanoTime();
            scene.heal(stage);
            await(() -> breaker.state() == BreakerState.CLOSED);
            long closed = System.nanoTime();
            pass(Duration.ofMillis(300));
            List<Call> calls = traffic.end();

            assertThat(Traffic.quantile(calls, 1)).as("the longest call").isLessThan(LONGEST_CALL);
            assertThat(Duration.ofNanos(closed - back)).as("recovery").isLessThan(LONGEST_RECOVERY);
            if (scene.opens()) {
                List<Call> whileOpen = calls.stream()
                        .filter(call -> call.startNanos() > open && call.startNanos() < back)
                        .toList();
                assertThat(Traffic.quantile(whileOpen, 0.99))
                        .as("p99 while open")
                        .isLessThan(Duration.ofMillis(1));
            }
            assertThat(breaker.figures().journalled()).as("left to reconcile").isZero();
        }
    }

    /** The server is stopped and continued every 300 ms. */
    @Test
    void flapping_for30Seconds() throws Exception {
        OutageScene scene = OutageScene.REDIS_STOPPED;
        try (OutageScene.Stage stage = scene.stage();
                DistributedCache cache = Caches.open(stage.url());
                Traffic traffic = new Traffic(cache)) {
            CircuitBreakerCache breaker = Objects.requireNonNull(cache.unwrap(CircuitBreakerCache.class));
            for (int i = 0; i < 50; i++) {
                scene.cause(stage);
                pass(Duration.ofMillis(300));
                scene.heal(stage);
                pass(Duration.ofMillis(300));
            }
            await(() -> breaker.state() == BreakerState.CLOSED);
            List<Call> calls = traffic.end();

            assertThat(Traffic.quantile(calls, 1)).as("the longest call").isLessThan(LONGEST_CALL);
            assertThat(breaker.figures().opened()).as("falls").isPositive();
        }
    }

    /** An application starts before its cache server does. */
    @Test
    void startDegraded_answersBeforeThereIsAServer() {
        int port = Ports.free();
        try (DistributedCache cache =
                Caches.open("breaker:[redis://127.0.0.1:" + port + "]?startDegraded=true&reconciliation=replay")) {
            CircuitBreakerCache breaker = Objects.requireNonNull(cache.unwrap(CircuitBreakerCache.class));
            cache.set("k", "early".getBytes(US_ASCII), Ttl.ofMinutes(10));
            assertThat(cache.get("k")).asString(US_ASCII).isEqualTo("early");
            try (RedisServer server = RedisServer.started(port)) {
                await(() -> breaker.state() == BreakerState.CLOSED);
                assertThat(server.cli("GET", "k")).isEqualTo("early");
            }
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Says what happened when, if a test fails. */
    private static final class Moves implements CacheObserver {
        private final long start = System.nanoTime();

        @Override
        public void on(CacheEvent event) {
            if (event instanceof CacheEvent.StateMoved moved) {
                System.out.printf(
                        "%6d ms %s %s → %s: %s%n",
                        (System.nanoTime() - start) / 1_000_000,
                        moved.component(),
                        moved.from(),
                        moved.to(),
                        moved.reason());
            }
        }
    }
}
