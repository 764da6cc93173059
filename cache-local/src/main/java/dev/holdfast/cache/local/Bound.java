package dev.holdfast.cache.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** How much a cache holds: bytes, or entries. */
record Bound(long maximum, boolean inBytes) {
    static Bound of(long maxBytes, long maxEntries) {
        return maxEntries > 0 ? new Bound(maxEntries, false) : new Bound(maxBytes, true);
    }

    /** For a bound in bytes: one in entries promises none. */
    EvictionDebt debt() {
        return new EvictionDebt(inBytes ? maximum / 8 : Long.MAX_VALUE);
    }

    /** Evicts on the JVM's common pool: on the callers' own threads it made two threads' reads twice as slow. */
    Cache<String, Entry> newMap() {
        Caffeine<Object, Object> builder = Caffeine.newBuilder();
        return inBytes
                ? builder.maximumWeight(maximum).weigher(Entry::weight).build()
                : builder.maximumSize(maximum).build();
    }
}
