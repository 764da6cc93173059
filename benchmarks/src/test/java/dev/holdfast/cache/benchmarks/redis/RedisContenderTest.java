package dev.holdfast.cache.benchmarks.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every contender does what is measured of it, also when many call at once. */
class RedisContenderTest {
    private static final int CALLERS = 8;

    @ParameterizedTest
    @EnumSource
    void contender_doesWhatIsMeasured(RedisContender contender) throws Exception {
        RedisBenchmark benchmark = new RedisBenchmark();
        benchmark.contender = contender;
        benchmark.start();
        try {
            AtomicInteger done = new AtomicInteger();
            Thread[] callers = IntStream.range(0, CALLERS)
                    .mapToObj(i -> new Thread(() -> call(benchmark, contender, i, done)))
                    .toArray(Thread[]::new);
            for (Thread caller : callers) {
                caller.start();
            }
            for (Thread caller : callers) {
                caller.join(20_000);
            }
            assertThat(done).hasValue(CALLERS);
        } finally {
            benchmark.stop();
        }
    }

    private static void call(RedisBenchmark benchmark, RedisContender contender, int caller, AtomicInteger done) {
        RedisBenchmark.Walk walk = new RedisBenchmark.Walk();
        walk.start(caller, CALLERS);
        try {
            for (int i = 0; i < 50; i++) {
                assertThat(benchmark.getHit(walk)).hasSize(100);
                benchmark.set(walk);
                if (contender.can("incr")) {
                    assertThat(benchmark.incr(walk)).isGreaterThan(1_000_000);
                }
                if (contender.can("getAll100")) {
                    assertThat(benchmark.getAll100()).isEqualTo(100);
                }
            }
            done.incrementAndGet();
        } catch (Exception e) {
            throw new AssertionError(contender + " failed", e);
        }
    }
}
