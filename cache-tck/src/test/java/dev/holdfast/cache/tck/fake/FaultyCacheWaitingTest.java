package dev.holdfast.cache.tck.fake;

import static dev.holdfast.cache.tck.fake.CallFault.hang;
import static dev.holdfast.cache.tck.fake.CallFault.hangAfterApplying;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sleeper that really waits. */
@Timeout(20)
class FaultyCacheWaitingTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final MapCache map = new MapCache();

    private static CacheException failureOf(CompletableFuture<Throwable> call) throws Exception {
        return (CacheException) call.get(10, SECONDS);
    }

    @Test
    void hang_realTime_lastsTheTimeout() {
        FaultyCache cache = new FaultyCache(map, FaultPlan.none(), Duration.ofMillis(50), Sleeper.real());
        cache.inject(hang());

        long start = System.nanoTime();
        Throwable thrown = catchThrowable(() -> cache.get("a"));
        long nanos = System.nanoTime() - start;

        assertThat(thrown).isInstanceOf(CacheTimeoutException.class);
        assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofMillis(50), Duration.ofSeconds(10));
    }

    @Test
    void close_whileACallHangs_endsIt() throws Exception {
        FaultyCache cache =
                new FaultyCache(map, FaultPlan.untilFurtherNotice(hangAfterApplying()), LONG, Sleeper.real());
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller =
                new Thread(() -> thrown.complete(catchThrowable(() -> cache.set("a", new byte[] {1}, Ttl.forever()))));
        caller.start();
        awaitWaiting(caller);

        cache.close();

        assertThat(failureOf(thrown)).isInstanceOf(CacheUnavailableException.class);
        assertThat(failureOf(thrown).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(map.text("a")).isNotNull();
    }

    @Test
    void interrupt_whileACallHangs_endsItWithTheFlagRestored() throws Exception {
        FaultyCache cache = new FaultyCache(map, FaultPlan.untilFurtherNotice(hang()), LONG, Sleeper.real());
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            Throwable e = catchThrowable(() -> cache.delete("a"));
            flag.set(Thread.currentThread().isInterrupted());
            thrown.complete(e);
        });
        caller.start();
        awaitWaiting(caller);

        caller.interrupt();

        assertThat(failureOf(thrown)).isInstanceOf(CacheInterruptedException.class);
        assertThat(failureOf(thrown).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(flag).isTrue();
    }

    @Test
    void interrupt_beforeACallOnFakeTime_endsItWithTheFlagRestored() {
        FaultyCache cache = new FaultyCache(
                map, FaultPlan.untilFurtherNotice(hang()), LONG, Sleeper.advancing(FakeTicker.create()));

        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(() -> cache.get("a"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(CacheInterruptedException.class);
    }

    private static void awaitWaiting(Thread thread) {
        long start = System.nanoTime();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(System.nanoTime() - start).isLessThan(SECONDS.toNanos(10));
            Thread.onSpinWait();
        }
    }
}
