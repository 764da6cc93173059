package dev.holdfast.examples;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers every key that may have been created, to delete them all at the end: somebody's real server is no place
 * for what a demo leaves behind. What a killed demo leaves expires soon by itself.
 */
final class Footprints extends ForwardingCache {
    private static final int KEYS_A_CALL = 500;

    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    Footprints(DistributedCache cache) {
        super(cache);
    }

    /**
     * Deletes what was created since the last time. If that fails it is not tried again.
     *
     * @return how many keys that were
     */
    int sweep() {
        List<String> all = List.copyOf(keys);
        all.forEach(keys::remove);
        for (int from = 0; from < all.size(); from += KEYS_A_CALL) {
            delegate().deleteAll(all.subList(from, Math.min(from + KEYS_A_CALL, all.size())));
        }
        return all.size();
    }

    /** Sweeps, then closes. */
    @Override
    public void close() {
        try {
            sweep();
        } finally {
            super.close();
        }
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        keys.add(key);
        super.set(key, value, ttl);
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        keys.addAll(entries.keySet());
        super.setAll(entries, ttl);
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        keys.add(key);
        return super.add(key, value, ttl);
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        keys.add(key);
        return super.incr(key, delta, initial, ttl);
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        keys.add(key);
        return super.decr(key, delta, initial, ttl);
    }
}
