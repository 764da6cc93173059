package dev.holdfast.cache.benchmarks.outage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import org.jspecify.annotations.Nullable;

/** Ours, by URL. */
final class OurClient implements Client {
    private static final Ttl TTL = Ttl.ofMinutes(10);

    private final DistributedCache cache;

    OurClient(String url) {
        cache = Caches.open(url);
    }

    @Override
    public @Nullable Object get(String key) {
        return cache.get(key);
    }

    @Override
    public void set(String key, String value) {
        cache.set(key, value.getBytes(ISO_8859_1), TTL);
    }

    @Override
    public void close() {
        cache.close();
    }
}
