package dev.holdfast.it.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 20,000 virtual threads call at once: each is answered, none holds the thread it runs on while it waits. */
@Tag("load")
class CrowdTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** As {@link Backend}, with nothing between; all may wait on one connection, each for its turn on a loaded machine. */
    private static String parameters(Backend backend) {
        return switch (backend) {
            case REDIS -> "?timeout=30s&maxPending=100000";
            case MEMCACHED -> "?timeout=30s";
            case BREAKER -> "?timeout=30s&maxPending=100000";
        };
    }

    private static String url(Backend backend, RedisServer redis, ServerProcess memcached) {
        return switch (backend) {
            case REDIS -> redis.url() + parameters(backend);
            case MEMCACHED -> "memcached://" + memcached.address() + parameters(backend);
            case BREAKER -> "breaker:[" + redis.url() + parameters(backend) + "]?slowCall=60s";
        };
    }

    /** Once more where too many wait on the connection: a bound that memcached's driver has of its own. */
    private static <T> T patiently(Supplier<T> call, LongAdder overloads) {
        while (true) {
            try {
                return call.get();
            } catch (CacheOverloadedException e) {
                overloads.increment();
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        }
    }

    private static void call(DistributedCache cache, int number, LongAdder overloads) {
        String key = "crowd:" + number;
        byte[] value = key.getBytes(US_ASCII);
        patiently(
                () -> {
                    cache.set(key, value, Owner.LONG);
                    return true;
                },
                overloads);
        assertThat(patiently(() -> cache.get(key), overloads)).isEqualTo(value);
        patiently(() -> cache.incr("crowd", 1, 1, Owner.LONG), overloads);
    }

    /** All call at once; how long it took until each was answered. */
    private static Duration play(DistributedCache cache, Crowd crowd, LongAdder overloads) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < crowd.threads(); i++) {
            int number = i;
            all.add(crowd.executor().submit(() -> {
                start.await();
                call(cache, number, overloads);
                return null;
            }));
        }
        long startNanos = System.nanoTime();
        start.countDown();
        for (Future<?> one : all) {
            one.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /**
     * The JDK pins who waits for a class that another is loading, so all are loaded before: by a crowd that finds
     * memcached hanging, until too many wait.
     */
    private static void loadClasses(DistributedCache cache, Crowd crowd, ServerProcess memcached) throws Exception {
        LongAdder overloads = new LongAdder();
        call(cache, -1, overloads);
        boolean hangs = memcached != null && crowd.isVirtual();
        if (hangs) {
            memcached.hang();
        }
        Future<Duration> played = crowd.executor().submit(() -> play(cache, crowd, overloads));
        if (hangs) {
            await().until(() -> overloads.sum() > 0);
            memcached.resume();
        }
        played.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        cache.delete("crowd");
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void crowd_thatCallsAtOnce_isAnsweredAndPinsNothing(Backend backend) throws Exception {
        LongAdder overloads = new LongAdder();
        try (RedisServer redis = backend == Backend.MEMCACHED ? null : RedisServer.started();
                ServerProcess memcached = backend == Backend.MEMCACHED ? ServerProcess.memcached() : null;
                DistributedCache cache = Caches.open(url(backend, redis, memcached));
                Crowd crowd = Crowd.gathered()) {
            loadClasses(cache, crowd, memcached);
            try (Pinned pinned = new Pinned()) {
                Duration taken = play(cache, crowd, overloads);
                System.out.printf(
                        "%s: %,d %s threads, three calls each, in %d ms; %d times too many waited%n",
                        backend,
                        crowd.threads(),
                        crowd.isVirtual() ? "virtual" : "platform",
                        taken.toMillis(),
                        overloads.sum());

                assertThat(cache.get("crowd")).asString(US_ASCII).isEqualTo(Integer.toString(crowd.threads()));
                assertThat(pinned.times()).as("pinned").isEmpty();
            }
        }
    }

    /** Nobody else may do this while a class of it is initialized, so a virtual thread stays where it is. */
    private static final class Waiting {
        static final long SINCE = waited();

        private static long waited() {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            return System.nanoTime();
        }
    }

    @Test
    void planted_aThreadThatIsPinned_isFound() throws Exception {
        try (Crowd crowd = Crowd.gathered();
                Pinned pinned = new Pinned()) {
            assumeTrue(crowd.isVirtual(), "this JDK has no virtual threads, which could be pinned");
            Future<Long> waiting = crowd.executor().submit(() -> Waiting.SINCE);
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isNotNull();

            assertThat(pinned.times()).isNotEmpty();
        }
    }
}
