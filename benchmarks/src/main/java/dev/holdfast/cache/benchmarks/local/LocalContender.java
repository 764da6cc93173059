package dev.holdfast.cache.benchmarks.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.benchmarks.store.OurStore;
import dev.holdfast.cache.benchmarks.store.Store;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who competes in the local groups. */
public enum LocalContender implements Contender {
    /** The baseline: it promises the same about expiry and arrays, and checks nothing. */
    EXPIRING_CAFFEINE("Caffeine, expiry an entry, copies") {
        @Override
        Store open(long maxEntries) {
            return ExpiringStore.bounded(maxEntries, Store.TTL);
        }
    },
    /** Ours, by URL, as an application opens it. */
    OURS("Holdfast local:") {
        @Override
        Store open(long maxEntries) {
            return ours(maxEntries, Ttl.of(Store.TTL));
        }
    },
    /** Ours without expiry: what is left when no clock has to be read. */
    OURS_FOREVER("Holdfast local:, Ttl.forever()") {
        @Override
        Store open(long maxEntries) {
            return ours(maxEntries, Ttl.forever());
        }
    },
    /** No expiry. */
    COPYING_CAFFEINE("Caffeine, no expiry, copies") {
        @Override
        Store open(long maxEntries) {
            return new MapStore(caffeine(maxEntries), true);
        }
    },
    /** No expiry, and every reader and writer shares one array. */
    BARE_CAFFEINE("Caffeine, no expiry, no copies") {
        @Override
        Store open(long maxEntries) {
            return new MapStore(caffeine(maxEntries), false);
        }
    },
    /** Neither expiry nor bound: the physical limit. */
    COPYING_MAP("ConcurrentHashMap, copies") {
        @Override
        Store open(long maxEntries) {
            return new MapStore(new ConcurrentHashMap<>(), true);
        }
    };

    /** A bound that {@code local:} has by default for entries of this size; far from full, Caffeine skips bookkeeping. */
    static final long ROOMY = 200_000;

    private final String title;

    LocalContender(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    abstract Store open(long maxEntries);

    private static Store ours(long maxEntries, Ttl ttl) {
        String url = maxEntries == ROOMY ? "local:" : "local:?maxEntries=" + maxEntries;
        return new OurStore(Caches.open(url), ttl);
    }

    private static ConcurrentMap<String, byte[]> caffeine(long maxEntries) {
        Cache<String, byte[]> cache =
                Caffeine.newBuilder().maximumSize(maxEntries).build();
        return cache.asMap();
    }
}
