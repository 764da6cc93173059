package dev.holdfast.cache.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Cache;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is the local driver's own: bounds, eviction, housekeeping, parameters. */
class LocalCacheTest {
    private static final Ttl LONG = Ttl.ofMinutes(10);

    private final AtomicLong nanos = new AtomicLong();

    private DistributedCache open(String url) {
        return Caches.open(url, CacheOptions.builder().ticker(nanos::get).build());
    }

    /** After the evictions that are due, which otherwise run in the background. */
    private static long settledSize(DistributedCache cache) {
        Cache<?, ?> map = cache.unwrap(Cache.class);
        map.cleanUp();
        return map.estimatedSize();
    }

    @Test
    void entries_overTheBytes_areEvicted() {
        try (DistributedCache cache = open("local:?maxBytes=1MiB&maxValueBytes=10KiB")) {
            for (int i = 0; i < 1_000; i++) {
                cache.set("key " + i, new byte[10_000], LONG);
            }

            assertThat(settledSize(cache)).isBetween(50L, (1L << 20) / 10_000);
        }
    }

    /** Caffeine evicts on the JVM's common pool, and lets hundreds of writes wait for it. */
    @Test
    void largeEntries_whileTheCommonPoolIsBusy_areEvictedAllTheSame() throws Exception {
        int workers = ForkJoinPool.getCommonPoolParallelism();
        CountDownLatch busy = new CountDownLatch(workers);
        CountDownLatch over = new CountDownLatch(1);
        for (int i = 0; i < workers; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                busy.countDown();
                awaitQuietly(over);
            });
        }
        try (DistributedCache cache = open("local:?maxBytes=8MiB")) {
            assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100; i++) {
                cache.set("key " + i, new byte[1_000_000], LONG);
                cache.add("added " + i, new byte[1_000_000], LONG);
            }

            Cache<?, ?> map = cache.unwrap(Cache.class);
            assertThat(map.estimatedSize()).isLessThanOrEqualTo(10);
        } finally {
            over.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void entries_overTheNumber_areEvicted() {
        try (DistributedCache cache = open("local:?maxEntries=100")) {
            for (int i = 0; i < 1_000; i++) {
                cache.set("key " + i, new byte[1], LONG);
            }

            assertThat(settledSize(cache)).isBetween(50L, 100L);
        }
    }

    @Test
    void entriesOftenRead_outliveAScan() {
        try (DistributedCache cache = open("local:?maxEntries=100")) {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 20; i++) {
                    if (cache.get("hot " + i) == null) {
                        cache.set("hot " + i, new byte[1], LONG);
                    }
                }
                for (int i = 0; i < 200; i++) {
                    cache.set("scan " + round + ":" + i, new byte[1], LONG);
                }
                cache.unwrap(Cache.class).cleanUp();
            }

            int kept = 0;
            for (int i = 0; i < 20; i++) {
                kept += cache.get("hot " + i) == null ? 0 : 1;
            }
            assertThat(kept).as("hot entries kept through 4,000 cold ones").isGreaterThan(10);
        }
    }

    @Test
    void expiredEntries_thatNobodyReads_areSweptByAdditions() {
        try (DistributedCache cache = open("local:")) {
            for (int i = 0; i < 10_000; i++) {
                cache.set("short " + i, new byte[100], Ttl.ofSeconds(1));
            }
            nanos.addAndGet(2_000_000_000L);

            for (int i = 0; i < 20_000; i++) {
                cache.set("long " + i, new byte[100], LONG);
            }

            assertThat(settledSize(cache) - 20_000)
                    .as("expired ones left, of 10,000, after twice as many additions")
                    .isLessThan(100);
        }
    }

    /** Each would walk the whole table, which has the size of the peak for ever. */
    @Test
    @SuppressWarnings("serial")
    void additions_afterAPeak_seldomBeginARoundOfTheSweep() {
        AtomicInteger rounds = new AtomicInteger();
        ConcurrentMap<String, Entry> map = new ConcurrentHashMap<>() {
            @Override
            public Set<Map.Entry<String, dev.holdfast.cache.local.Entry>> entrySet() {
                rounds.incrementAndGet();
                return super.entrySet();
            }
        };
        ExpirySweep sweep = new ExpirySweep(map, entry -> false);
        for (int i = 0; i < 10_000; i++) {
            map.put("key " + i, Entry.of(new byte[1], 0, 1));
            sweep.step();
        }
        map.clear();
        rounds.set(0);

        for (int i = 0; i < 10_000; i++) {
            map.put("lock", Entry.of(new byte[1], 0, 1));
            sweep.step();
            map.remove("lock");
        }

        assertThat(rounds).hasPositiveValue().hasValueLessThan(20);
    }

    @Test
    void close_whileCallersWrite_keepsNothing() throws Exception {
        for (int round = 0; round < 200; round++) {
            DistributedCache cache = open("local:");
            Cache<?, ?> map = cache.unwrap(Cache.class);
            CountDownLatch begun = new CountDownLatch(1);
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 1_000_000; i++) {
                    try {
                        cache.set("key " + i, new byte[1], LONG);
                        cache.incr("n" + i, 1, 1, LONG);
                    } catch (IllegalStateException e) {
                        return;
                    }
                    begun.countDown();
                }
            });
            writer.start();
            begun.await();

            cache.close();
            writer.join();

            assertThat(map.asMap().size()).isZero();
        }
    }

    @Test
    void token_afterACountThatChangedNothing_stillNamesTheEntry() {
        try (DistributedCache cache = open("local:")) {
            cache.set("n", new byte[] {'0'}, LONG);
            CasToken token = cache.gets("n").token();

            assertThat(cache.incr("n", 0)).hasValue(0);
            assertThat(cache.decr("n", 5)).hasValue(0);

            assertThat(cache.cas("n", new byte[] {'1'}, token, LONG)).isEqualTo(CasOutcome.STORED);
        }
    }

    @Test
    void token_afterATouch_stillNamesTheEntry() {
        try (DistributedCache cache = open("local:")) {
            cache.set("key", new byte[] {1}, LONG);
            CasToken token = cache.gets("key").token();

            cache.touch("key", Ttl.ofMinutes(1));

            assertThat(cache.cas("key", new byte[] {2}, token, LONG)).isEqualTo(CasOutcome.STORED);
        }
    }

    @Test
    void name_isForMessagesAlone() {
        try (DistributedCache one = open("local:sessions");
                DistributedCache other = open("local:sessions")) {
            one.set("key", new byte[1], LONG);

            assertThat(one).hasToString("local:sessions");
            assertThat(other.get("key"))
                    .as("each opening is a cache of its own")
                    .isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "local:?maxBytes=1KiB; maxBytes must be at least",
                "local:?maxBytes=0; maxBytes must be a number from 1",
                "local:?maxEntries=0; maxEntries must be a number from 1",
                "local:?maxBytes=10MiB&maxEntries=5; give maxBytes or maxEntries, not both",
                "local:?maxByte=10MiB; there is no parameter maxByte, did you mean maxBytes?",
                "local://host; a local: URL names no server",
                "local:[local:]; a local: URL is not made of other URLs",
            })
    void open_withBadParameters_saysWhatToChange(String url, String message) {
        assertThatThrownBy(() -> open(url))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining(message);
    }
}
