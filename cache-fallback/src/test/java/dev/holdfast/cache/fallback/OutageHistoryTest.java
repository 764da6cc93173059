package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Threads write rising numbers and read them while the server comes and goes by dice: what a call was told has been
 * written is never followed by something older.
 */
class OutageHistoryTest {
    private static final int KEYS = 4;
    private static final Ttl LONG = Ttl.ofMinutes(10);
    private static final Duration TIMEOUT = Duration.ofMillis(5);
    private static final Duration PLAYED = Duration.ofSeconds(3);

    private final DistributedCache server = Caches.open("local:server");
    private final FaultyCache remote = new FaultyCache(server, FaultPlan.none(), TIMEOUT, Sleeper.real());

    private CircuitBreakerCache breaker(DegradedPolicy policy) {
        return CircuitBreakerCache.builder(remote)
                .breaker(BreakerOptions.builder()
                        .trialWait(Duration.ofMillis(5), Duration.ofMillis(20))
                        .build())
                .degraded(policy)
                .build();
    }

    /** Good times and bad times of some tens of milliseconds, with faults of every kind. */
    private void weather(long untilNanos, long seed) {
        Random dice = new Random(seed);
        while (System.nanoTime() < untilNanos) {
            switch (dice.nextInt(5)) {
                case 0 -> remote.inject(CallFault.failBefore());
                case 1 -> remote.inject(CallFault.hangAfterApplying());
                case 2 ->
                    remote.follow(FaultPlan.seeded(dice.nextLong())
                            .with(0.2, CallFault.failBefore())
                            .with(0.2, CallFault.loseAnswer())
                            .with(0.1, CallFault.hang()));
                default -> remote.heal();
            }
            LockSupport.parkNanos(Duration.ofMillis(5 + dice.nextInt(40)).toNanos());
        }
        remote.heal();
    }

    @ParameterizedTest
    @CsvSource({"INVALIDATE, false, 1", "INVALIDATE, true, 2", "REPLAY, false, 3", "REPLAY, true, 4"})
    void readers_neverSeeSomethingOlderThanWhatWasWritten(DegradedReconciliation how, boolean warm, long seed)
            throws Exception {
        DegradedPolicy.Builder policy = DegradedPolicy.builder().reconciliation(how);
        DegradedPolicy chosen = warm ? policy.warm(Duration.ofMinutes(1)).build() : policy.build();
        AtomicLongArray acknowledged = new AtomicLongArray(KEYS);
        long until = System.nanoTime() + PLAYED.toNanos();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (CircuitBreakerCache cache = breaker(chosen)) {
            List<Future<?>> played = new ArrayList<>();
            for (int key = 0; key < KEYS; key++) {
                int own = key;
                played.add(threads.submit(() -> write(cache, own, acknowledged, until)));
                played.add(threads.submit(() -> read(cache, own, acknowledged, until)));
            }
            played.add(threads.submit(() -> weather(until, seed)));
            for (Future<?> part : played) {
                part.get(60, TimeUnit.SECONDS);
            }

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> cache.state() == BreakerState.CLOSED);
            assertThat(cache.figures().opened()).as("falls").isGreaterThan(2);
            assertThat(cache.figures().reconciled()).isPositive();
            for (int key = 0; key < KEYS; key++) {
                byte[] stored = server.get("k" + key);
                assertThat(cache.get("k" + key)).isEqualTo(stored);
                if (stored == null) {
                    assertThat(how).as("lost").isEqualTo(DegradedReconciliation.INVALIDATE);
                } else {
                    assertThat(number(stored)).isEqualTo(acknowledged.get(key));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static long number(byte[] stored) {
        return Long.parseLong(new String(stored, US_ASCII));
    }

    /** One writer a key, so that what was written last is known. */
    private static void write(CircuitBreakerCache cache, int key, AtomicLongArray acknowledged, long until) {
        for (long number = 1; System.nanoTime() < until; number++) {
            cache.set("k" + key, Long.toString(number).getBytes(US_ASCII), LONG);
            acknowledged.set(key, number);
            breathe();
        }
    }

    private static void read(CircuitBreakerCache cache, int key, AtomicLongArray acknowledged, long until) {
        while (System.nanoTime() < until) {
            long before = acknowledged.get(key);
            byte[] read = cache.get("k" + key);
            if (read != null) {
                assertThat(number(read))
                        .as("after %s was acknowledged, %s", before, cache.state())
                        .isGreaterThanOrEqualTo(before);
            }
            breathe();
        }
    }

    /** A network would make a caller wait; without that a few threads leave no processor to the others. */
    private static void breathe() {
        LockSupport.parkNanos(20_000);
    }

    @Test
    void counts_ofManyThreads_areExact_butForThoseThatWereReportedAsUncertain() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicInteger uncertain = new AtomicInteger();
        long until = System.nanoTime() + PLAYED.toNanos();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (CircuitBreakerCache cache =
                breaker(DegradedPolicy.builder().counters(DegradedAnswer.LOCAL).build())) {
            server.set("n", "0".getBytes(US_ASCII), LONG);
            List<Future<?>> played = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                played.add(threads.submit(() -> count(cache, acknowledged, uncertain, until)));
            }
            played.add(threads.submit(() -> refusals(until)));
            for (Future<?> part : played) {
                part.get(60, TimeUnit.SECONDS);
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> cache.state() == BreakerState.CLOSED);

            assertThat(cache.figures().opened()).as("falls").isGreaterThan(2);
            assertThat(cache.figures().uncertainCounts()).isZero();
            assertThat(uncertain.get()).isZero();
            assertThat(number(server.get("n"))).isEqualTo(acknowledged.get());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Faults whose outcome is certain, so that every count is. */
    private void refusals(long untilNanos) {
        Random dice = new Random(5);
        while (System.nanoTime() < untilNanos) {
            if (dice.nextBoolean()) {
                remote.inject(CallFault.failBefore());
            } else {
                remote.heal();
            }
            LockSupport.parkNanos(Duration.ofMillis(5 + dice.nextInt(40)).toNanos());
        }
        remote.heal();
    }

    private static void count(
            CircuitBreakerCache cache, AtomicInteger acknowledged, AtomicInteger uncertain, long until) {
        while (System.nanoTime() < until) {
            try {
                cache.incr("n", 1, 1, LONG);
                acknowledged.incrementAndGet();
                breathe();
            } catch (CacheOverloadedException e) {
                uncertain.incrementAndGet();
            }
        }
    }
}
