package dev.holdfast.it.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * 64 threads, a million keys that are there from the start, values of 10 bytes to 1 MiB, a fault every few seconds, each
 * kind at least once; and all keys read after the end. Twenty seconds a backend; by hand ten minutes of one, with {@code scripts/load}: {@code -Dload.minutes=10 -Dload.backend=redis}.
 */
@Tag("load")
class LoadTest {
    private static final int KEYS = 1_000_000;
    private static final int THREADS = 64;
    private static final Duration SHORT = Duration.ofSeconds(20);

    private static Duration duration() {
        int minutes = Integer.getInteger("load.minutes", 0);
        return minutes > 0 ? Duration.ofMinutes(minutes) : SHORT;
    }

    /** Of a key's changes about one in five is a deletion; and a breaker's recovery deletes more. */
    private static int fewestKeys(Backend backend) {
        return backend.forgetsWhenDisturbed() ? KEYS / 2 : KEYS / 4 * 3;
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void load_withAFaultEveryFewSeconds_losesNothingAndGrowsNowhere(Backend backend) throws Exception {
        String only = System.getProperty("load.backend", "");
        assumeTrue(only.isEmpty() || Backend.named(only) == backend, "another backend was asked for");
        try (Backend.Stage stage = backend.stage()) {
            Caches.open(stage.url()).close(); // what is loaded once a JVM
            Footprint before = Footprint.now();
            play(backend, stage);
            stage.wire().reset(); // the wire's own connections, which a fault may have left half open
            Awaitility.await("what a closed cache leaves")
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> Footprint.now().checkGoneBackTo(before));
        }
    }

    /** In a frame of its own, which keeps nothing alive when it is left. */
    private static void play(Backend backend, Backend.Stage stage) throws Exception {
        try (Load load = new Load(KEYS, backend.forgetsWhenDisturbed());
                DistributedCache cache = Caches.open(stage.url())) {
            Trouble trouble = new Trouble(load, stage, cache);
            load.era().watch(cache.unwrap(CircuitBreakerCache.class));
            load.begin(cache, THREADS);
            load.fill();
            load.beside(trouble);
            Footprint third = watch(load, trouble, duration().dividedBy(3));
            Footprint end = watch(load, trouble, duration().dividedBy(3).multipliedBy(2));
            awaitEachFault(load, trouble);
            load.end(Duration.ofSeconds(20));
            report(backend, load, trouble, end);
            check(load, third, end);
            assertThat(load.sweep(cache)).as("keys that are there").isGreaterThan(fewestKeys(backend));
        }
    }

    /** Waits, and says how it goes; what is held at the end of it. */
    private static Footprint watch(Load load, Trouble trouble, Duration time) {
        long start = System.nanoTime();
        long step = Math.max(
                Duration.ofSeconds(5).toNanos(), Math.min(Duration.ofSeconds(10).toNanos(), time.toNanos()));
        long calls = load.figures().calls();
        for (long next = start + step; System.nanoTime() - start < time.toNanos(); next += step) {
            while (System.nanoTime() - next < 0 && System.nanoTime() - start < time.toNanos()) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                load.check();
            }
            System.out.printf(
                    "%,12d calls, %,7d a second, %,d failed (%,d in calm), %d faults, now %s; heap in use %d MB%n",
                    load.figures().calls(),
                    (load.figures().calls() - calls) * 1_000_000_000L / step,
                    load.figures().failures(),
                    load.figures().failedInCalm(),
                    trouble.faults(),
                    trouble,
                    (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
            calls = load.figures().calls();
        }
        return Footprint.now();
    }

    private static void awaitEachFault(Load load, Trouble trouble) {
        Awaitility.await("each kind of fault")
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    load.check();
                    return trouble.isRound();
                });
    }

    private static void report(Backend backend, Load load, Trouble trouble, Footprint end) {
        System.out.printf(
                "%s: %,d calls, %,d failed, %,d of them unknown, %,d in calm; longest %d ms; %d faults,"
                        + " longest recovery %d ms; %s%n",
                backend,
                load.figures().calls(),
                load.figures().failures(),
                load.figures().unknown(),
                load.figures().failedInCalm(),
                load.figures().longest().toMillis(),
                trouble.faults(),
                trouble.longestRecovery().toMillis(),
                end);
    }

    private static void check(Load load, Footprint third, Footprint end) {
        assertThat(load.figures().failedInCalm())
                .as("failed in calm, of %s calls", load.figures().calls())
                .isLessThan(load.figures().calls() / 1_000);
        end.checkNotGrownSince(third);
    }
}
