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
        CacheException failure = null;
        for (Map.Entry<String, byte[]> entry : found.entrySet()) {
            failure = failure == null ? time(entry.getKey(), entry.getValue(), timed) : failure;
            if (failure != null) {
                failures.put(entry.getKey(), failure);
            }
        }
        if (failure == null) {
            return timed;
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
        throw BulkCacheException.reading(
                new FailedCall(Operation.GET_ALL, null, cache.toString(), elapsed), found, failures);
    }

    /** Adds the value with what is left of its time, unless it has gone meanwhile; answers what kept it from that. */
    private @Nullable CacheException time(String key, byte[] value, Map<String, TimedValue> timed) {
        try {
            TimedValue one = timed(key, value);
            if (one != null) {
                timed.put(key, one);
            }
            return null;
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (CacheException e) {
            return e;
        }
    }
}
