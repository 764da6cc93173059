package dev.holdfast.cache.recipes.near;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.cache.tck.fake.FakeTicker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That the eviction policy hears of a hot entry's reads once in a while alone costs no hits. */
class ReportsTest {
    private static final int KEYS = 100_000;
    private static final int MOST = 1_000;
    private static final int READS = 200_000;
    private static final Duration A_READ = Duration.ofNanos(10_000);

    private final FakeTicker ticker = FakeTicker.nearOverflow();

    /** How many of so many reads hit, by Zipf's law; what is popular changes half way. */
    private static int hits(Predicate<String> read) {
        double[] sums = IntStream.rangeClosed(1, KEYS).mapToDouble(i -> 1.0 / i).toArray();
        Arrays.parallelPrefix(sums, Double::sum);
        Random random = new Random(42);
        int hits = 0;
        for (int i = 0; i < READS; i++) {
            int found = Arrays.binarySearch(sums, random.nextDouble() * sums[KEYS - 1]);
            int key = ((found < 0 ? -found - 1 : found) + i / (READS / 2) * MOST) % KEYS;
            if (read.test("k" + key)) {
                hits++;
            }
        }
        return hits;
    }

    private int hitsHere() {
        NearStore store = new NearStore(MOST, false, ticker, Duration.ofSeconds(1));
        store.liveOnTrust();
        return hits(key -> {
            ticker.advance(A_READ);
            boolean held = store.get(key) != null;
            if (!held) {
                long now = store.nanos();
                NearEntry entry = new NearEntry(key, now, now + Long.MAX_VALUE / 4, store.epoch(), 1);
                store.land(key, store.depart(key), key, entry);
            }
            return held;
        });
    }

    private static int hitsOfCaffeine() {
        Cache<String, String> cache = Caffeine.newBuilder().maximumSize(MOST).build();
        return hits(key -> {
            boolean held = cache.getIfPresent(key) != null;
            if (!held) {
                cache.put(key, key);
            }
            return held;
        });
    }

    @Test
    void hits_areThoseOfAPolicyThatHearsAll() {
        assertThat(hitsHere()).isGreaterThan(hitsOfCaffeine() * 97 / 100);
    }
}
