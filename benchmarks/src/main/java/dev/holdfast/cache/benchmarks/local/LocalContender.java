package dev.holdfast.cache.benchmarks.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.benchmarks.Contender;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who competes in the local group. */
public enum LocalContender implements Contender {
    /** The baseline: it promises the same about expiry and arrays, and checks nothing. */
    EXPIRING_CAFFEINE("Caffeine, expiry an entry, copies") {
        @Override
        LocalStore open(long maxEntries, Duration ttl) {
            return ExpiringStore.bounded(maxEntries, ttl);
        }
    },
    /** Ours, by URL, as an application opens it. */
    OURS("Holdfast local:") {
        @Override
        LocalStore open(long maxEntries, Duration ttl) {
            return ours(maxEntries, Ttl.of(ttl));
        }
    },
    /** Ours without expiry: what is left when no clock has to be read. */
    OURS_FOREVER("Holdfast local:, Ttl.forever()") {
        @Override
        LocalStore open(long maxEntries, Duration ttl) {
            return ours(maxEntries, Ttl.forever());
        }
    },
    /** No expiry. */
    COPYING_CAFFEINE("Caffeine, no expiry, copies") {
        @Override
        LocalStore open(long maxEntries, Duration ttl) {
            return new MapStore(caffeine(maxEntries), true);
        }
    },
    /** No expiry, and every reader and writer shares one array. */
    BARE_CAFFEINE("Caffeine, no expiry, no copies") {
        @Override
        LocalStore open(long maxEntries, Duration ttl) {
            return new MapStore(caffeine(maxEntries), false);
        }
    },
    /** Neither expiry nor bound: the physical limit. */
    COPYING_MAP("ConcurrentHashMap, copies") {
        @Override
        LocalStore open(long maxEntries, Duration ttl) {
            return new MapStore(new ConcurrentHashMap<>(), true);
        }
    },
    /** The baseline once more, last in each round: says how far the round is to be believed. */
    TWIN("the first line again (A/A)") {
        @Override
        LocalStore open(long maxEntries, Duration ttl) {
            return EXPIRING_CAFFEINE.open(maxEntries, ttl);
        }
    };

    private final String title;

    LocalContender(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    abstract LocalStore open(long maxEntries, Duration ttl);

    private static LocalStore ours(long maxEntries, Ttl ttl) {
        String url = maxEntries == LocalBenchmark.ROOMY ? "local:" : "local:?maxEntries=" + maxEntries;
        return new CacheStore(Caches.open(url), ttl);
    }

    private static ConcurrentMap<String, byte[]> caffeine(long maxEntries) {
        Cache<String, byte[]> cache =
                Caffeine.newBuilder().maximumSize(maxEntries).build();
        return cache.asMap();
    }
}
