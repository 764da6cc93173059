package dev.holdfast.cache;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads that also tell what is left of an entry's time to live. A cache that can do so in one round trip implements
 * this; {@link #of} gives it for every other cache by a {@code get} and a {@code ttl}, so that it is there through any
 * stack of decorators, each of which sees the reads. Safe for any number of threads.
 */
public interface TimedReads {
    /**
     * The timed reads of a cache: its own if it has them, else a {@code get} and then, where the cache has
     * {@link Capability#TTL_READ}, a {@code ttl}.
     *
     * @param cache the cache to read from
     * @return its timed reads
     */
    static TimedReads of(DistributedCache cache) {
        return cache instanceof TimedReads own ? own : new ComposedTimedReads(cache);
    }

    /**
     * Reads one value, and then what is left of its time. Where another one was stored in between, what is left is that
     * one's.
     *
     * @param key the key
     * @return the value and what was left; null if absent, or gone between the two
     */
    @Nullable
    TimedValue getTimed(String key);

    /**
     * Reads many values, each as {@link #getTimed} does.
     *
     * @param keys the keys; one given twice is asked once
     * @return a map of what was found, in the order asked, for the caller to keep
     * @throws BulkCacheException if some keys could not be asked: with the bytes found and which failed
     */
    Map<String, TimedValue> getAllTimed(Collection<String> keys);
}
