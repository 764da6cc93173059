package dev.holdfast.cache.benchmarks.local;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import org.jspecify.annotations.Nullable;

/** Ours. */
final class CacheStore implements LocalStore {
    private final DistributedCache cache;
    private final Ttl ttl;

    CacheStore(DistributedCache cache, Ttl ttl) {
        this.cache = cache;
        this.ttl = ttl;
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
        return seen != null && cache.cas(key, value, seen.token(), ttl) == CasOutcome.STORED;
    }
}
