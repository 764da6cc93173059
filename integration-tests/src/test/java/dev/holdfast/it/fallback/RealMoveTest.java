package dev.holdfast.it.fallback;

import static dev.holdfast.it.fallback.MovingCaches.bytes;
import static dev.holdfast.it.fallback.MovingCaches.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.fallback.SharedPhase;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Between a real Redis and a real memcached, in both directions: lives, counters, and a fleet that moves together. */
class RealMoveTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);
    private static final Duration LIFE = Duration.ofSeconds(1_000);
    /** Memcached's: whole seconds, and its clock is behind by two at most. */
    private static final Duration RESOLUTION = Duration.ofSeconds(3);

    private static final int THREADS = 4;
    private static final int COUNTS = 250;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void move_keepsWhatIsLeftOfALife_andNoExpiry(boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache =
                        servers.migration().executor(Runnable::run).build()) {
            DistributedCache old = servers.onOld();
            long start = System.nanoTime();
            old.set("mortal", bytes("v"), Ttl.of(LIFE));
            old.set("eternal", bytes("v"), Ttl.forever());

            assertThat(cache.getAll(List.of("mortal", "eternal"))).hasSize(2);

            DistributedCache fresh = servers.onNew();
            Duration left = fresh.ttl("mortal").duration();
            Duration passed = Duration.ofNanos(System.nanoTime() - start);
            assertThat(left).isBetween(LIFE.minus(passed).minus(RESOLUTION), LIFE.plus(RESOLUTION));
            assertThat(fresh.ttl("eternal")).isEqualTo(Ttl.forever());
        }
    }

    @Test
    void valueWithUnderASecondLeft_isReadButNotMoved() {
        try (TwoServers servers = new TwoServers(false);
                FallbackCache cache =
                        servers.migration().executor(Runnable::run).build()) {
            servers.onOld().set("k", bytes("v"), Ttl.ofMillis(950));

            assertThat(text(cache.get("k"))).isIn("v", null); // a slow machine may be late

            assertThat(servers.onNew().get("k")).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"DRAIN, DRAIN, true", "FALLBACK, DRAIN, true", "DRAIN, DRAIN, false", "MIRROR, FALLBACK, false"})
    void counterOnlyInOld_countedByTwoProcessesAtOnce_isExact(
            MigrationPhase one, MigrationPhase other, boolean redisIsNew) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2 * THREADS);
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache first = servers.migration().phase(one).build();
                FallbackCache second = servers.migration().phase(other).build()) {
            servers.onOld().incr("n", 1, 1_000, HOUR);
            List<Future<?>> counting = new ArrayList<>();
            for (FallbackCache cache : List.of(first, second)) {
                for (int i = 0; i < THREADS; i++) {
                    counting.add(threads.submit(() -> count(cache)));
                }
            }
            for (Future<?> each : counting) {
                each.get();
            }

            assertThat(text(first.get("n"))).isEqualTo("" + (1_000 + 2 * THREADS * COUNTS));
            assertThat(text(second.get("n"))).isEqualTo(text(first.get("n")));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void count(FallbackCache cache) {
        for (int i = 0; i < COUNTS; i++) {
            if (i % 2 == 0) {
                cache.incr("n", 1);
            } else {
                cache.incr("n", 1, 1, HOUR);
            }
        }
    }

    @Test
    void fleetOfThree_movesStepByStep_andALaggardIsNamed() {
        Duration often = Duration.ofMillis(20);
        try (TwoServers servers = new TwoServers(true);
                FaultyCache line = new FaultyCache(servers.onNew());
                SharedPhase one = SharedPhase.join(servers.onNew(), "m", "web-1", often);
                SharedPhase two = SharedPhase.join(servers.onNew(), "m", "web-2", often);
                SharedPhase slow = SharedPhase.join(line, "m", "batch", often)) {
            line.inject(CallFault.failBefore());
            one.moveTo(MigrationPhase.MIRROR);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(one.fleet().laggards()).containsExactly("batch"));
            assertThat(two.phase()).isEqualTo(MigrationPhase.MIRROR);
            assertThatThrownBy(() -> one.moveTo(MigrationPhase.FALLBACK))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("batch")
                    .hasMessageNotContaining("web-2");

            line.heal();
            for (MigrationPhase next :
                    List.of(MigrationPhase.FALLBACK, MigrationPhase.DRAIN, MigrationPhase.NEW_ONLY)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(one.fleet().laggards()).isEmpty());
                two.moveTo(next);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> one.phase() == MigrationPhase.NEW_ONLY && slow.phase() == MigrationPhase.NEW_ONLY);
        }
    }
}
