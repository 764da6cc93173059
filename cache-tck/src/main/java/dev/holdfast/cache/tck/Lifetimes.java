package dev.holdfast.cache.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Watches entries until each has expired, and proves that none went early and none stayed late. Works on a fake ticker
 * and on real time alike: what is compared is when a write or read began and ended, never how long something took.
 */
final class Lifetimes {
    private static final Duration STEP = Duration.ofMillis(50);

    private final CacheHarness harness;
    private final DistributedCache cache;
    private final List<Watched> watched = new ArrayList<>();

    Lifetimes(CacheHarness harness) {
        this.harness = harness;
        this.cache = harness.cache();
    }

    private record Watched(String key, Duration ttl, long writeBegan, long writeEnded) {}

    /** Carries out the write that gives a key its TTL, and watches the key from then on. */
    Lifetimes after(String key, Duration ttl, Runnable write) {
        long began = harness.nanoTime();
        write.run();
        watched.add(new Watched(key, ttl, began, harness.nanoTime()));
        return this;
    }

    /** Reads every watched key again and again until it is gone. */
    void assertNoneEarlyNoneLate(Runnable meanwhile) {
        Duration longest = Duration.ZERO;
        for (Watched one : watched) {
            longest = one.ttl.compareTo(longest) > 0 ? one.ttl : longest;
        }
        Duration bound = longest.plus(harness.expiryResolution()).plusSeconds(1);
        long start = harness.nanoTime();
        while (!watched.isEmpty()) {
            for (Iterator<Watched> each = watched.iterator(); each.hasNext(); ) {
                if (hasExpired(each.next())) {
                    each.remove();
                }
            }
            assertThat(Duration.ofNanos(harness.nanoTime() - start))
                    .as("all must have expired by now, but %s", watched)
                    .isLessThan(bound.plusSeconds(5));
            meanwhile.run();
            harness.advance(STEP);
        }
    }

    private boolean hasExpired(Watched one) {
        long readBegan = harness.nanoTime();
        boolean present = cache.get(one.key) != null;
        long readEnded = harness.nanoTime();
        if (present) {
            assertThat(Duration.ofNanos(readBegan - one.writeEnded))
                    .as("%s is readable too long after its TTL of %s", one.key, one.ttl)
                    .isLessThanOrEqualTo(one.ttl.plus(harness.expiryResolution()));
        } else {
            assertThat(Duration.ofNanos(readEnded - one.writeBegan))
                    .as("%s was gone before its TTL of %s", one.key, one.ttl)
                    .isGreaterThanOrEqualTo(one.ttl);
        }
        return !present;
    }
}
