package dev.holdfast.cache.benchmarks.redis;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ours, by URL, as an application opens it; with the patience of the others. */
final class OurStore implements RedisStore {
    private final DistributedCache cache;
    private final Ttl ttl = Ttl.ofMillis(TTL_MILLIS);

    OurStore(int port) {
        cache = Caches.open("redis://127.0.0.1:" + port + "?timeout=5s");
    }

    @Override
    public byte @Nullable [] get(String key) {
        return cache.get(key);
    }

    @Override
    public void set(String key, byte[] value) {
        cache.set(key, value, ttl);
    }

    @Override
    public long incr(String key) {
        return cache.incr(key, 1).orElseThrow();
    }

    @Override
    public int getAll(List<String> keys) {
        return cache.getAll(keys).size();
    }

    @Override
    public void close() {
        cache.close();
    }
}
