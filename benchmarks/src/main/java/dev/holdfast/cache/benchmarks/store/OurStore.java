package dev.holdfast.cache.benchmarks.store;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ours. */
public final class OurStore implements Store {
    private final DistributedCache cache;
    private final Ttl ttl;

    /**
     * Of a cache.
     *
     * @param cache that is open
     * @param ttl of what is stored
     */
    public OurStore(DistributedCache cache, Ttl ttl) {
        this.cache = cache;
        this.ttl = ttl;
    }

    /**
     * By URL, as an application opens it.
     *
     * @param url of the cache
     * @return it
     */
    public static Store of(String url) {
        return new OurStore(Caches.open(url), Ttl.of(TTL));
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
