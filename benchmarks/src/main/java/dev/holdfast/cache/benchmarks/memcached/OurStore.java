package dev.holdfast.cache.benchmarks.memcached;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ours, by URL, as an application opens it; with the patience of the others. */
final class OurStore implements MemcachedStore {
    private final DistributedCache cache;
    private final Ttl ttl = Ttl.ofMinutes(10);

    OurStore(int port, String parameters) {
        cache = Caches.open("memcached://127.0.0.1:" + port + "?timeout=" + PATIENCE.toMillis() + "ms" + parameters);
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
    public boolean getsAndCas(String key, byte[] value) {
        Versioned seen = cache.gets(key);
        return seen != null && cache.cas(key, value, seen.token(), ttl).applied();
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
