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
            assertThat(kept).as("hot entries kept through 4,000 cold ones").isGreaterThan(15);
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
