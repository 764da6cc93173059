package dev.holdfast.cache.benchmarks.stampede;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Supplier;

/** Caffeine: one load a key and JVM, which nobody else sees. */
final class CaffeineReader implements Reader {
    private final Cache<String, String> cache = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    @Override
    public String read(String key, Supplier<String> loader) {
        return cache.get(key, missing -> loader.get());
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}
