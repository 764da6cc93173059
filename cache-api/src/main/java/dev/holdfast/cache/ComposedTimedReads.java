package dev.holdfast.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Timed reads of a cache that has none of its own. */
record ComposedTimedReads(DistributedCache cache) implements TimedReads {
    private boolean tellsTime() {
        return cache.capabilities().contains(Capability.TTL_READ);
    }

    @Override
    public @Nullable TimedValue getTimed(String key) {
        byte[] value = cache.get(key);
        return value == null ? null : timed(key, value);
    }

    private @Nullable TimedValue timed(String key, byte[] value) {
        if (!tellsTime()) {
            return new TimedValue(value, null);
        }
        Ttl left = cache.ttl(key);
        return left == null ? null : new TimedValue(value, left);
    }

    /** After a failure no other is asked: each might cost a timeout. */
    @Override
    public Map<String, TimedValue> getAllTimed(Collection<String> keys) {
        long began = System.nanoTime();
        Map<String, byte[]> found = cache.getAll(keys);
        Map<String, TimedValue> timed = new LinkedHashMap<>();
        Map<String, CacheException> failures = new LinkedHashMap<>();
        CacheException first = null;
        for (Map.Entry<String, byte[]> entry : found.entrySet()) {
            if (first == null) {
                try {
                    TimedValue one = timed(entry.getKey(), entry.getValue());
                    if (one != null) {
                        timed.put(entry.getKey(), one);
                    }
                } catch (CacheInterruptedException e) {
                    throw e;
                } catch (CacheException e) {
                    first = e;
                }
            }
            if (first != null) {
                failures.put(entry.getKey(), first);
            }
        }
        if (first != null) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
            throw BulkCacheException.reading(
                    new FailedCall(Operation.GET_ALL, null, cache.toString(), elapsed), found, failures);
        }
        return timed;
    }
}
