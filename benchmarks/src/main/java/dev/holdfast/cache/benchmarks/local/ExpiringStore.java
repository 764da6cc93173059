package dev.holdfast.cache.benchmarks.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy.VarExpiration;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Caffeine with an expiry an entry: set gives it, all else leaves it alone. */
final class ExpiringStore extends MapStore {
    private final VarExpiration<String, byte[]> expiring;
    private final long ttlNanos;

    private ExpiringStore(Cache<String, byte[]> cache, Duration ttl) {
        super(cache.asMap(), true);
        this.expiring = cache.policy().expireVariably().orElseThrow();
        this.ttlNanos = ttl.toNanos();
    }

    static ExpiringStore bounded(long maxEntries, Duration ttl) {
        return new ExpiringStore(
                Caffeine.newBuilder()
                        .maximumSize(maxEntries)
                        .expireAfter(Expiry.<String, byte[]>creating((key, value) -> ttl))
                        .build(),
                ttl);
    }

    @Override
    public void set(String key, byte[] value) {
        byte @Nullable [] unused = expiring.put(key, copy(value), ttlNanos, TimeUnit.NANOSECONDS);
    }
}
