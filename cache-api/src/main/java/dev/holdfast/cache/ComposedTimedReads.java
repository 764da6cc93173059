package dev.holdfast.cache;

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

    @Override
    public Map<String, TimedValue> getAllTimed(Collection<String> keys) {
        Map<String, TimedValue> timed = new LinkedHashMap<>();
        cache.getAll(keys).forEach((key, value) -> {
            TimedValue one = timed(key, value);
            if (one != null) {
                timed.put(key, one);
            }
        });
        return timed;
    }
}
