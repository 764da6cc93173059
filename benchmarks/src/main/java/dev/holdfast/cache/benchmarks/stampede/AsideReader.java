package dev.holdfast.cache.benchmarks.stampede;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import java.time.Duration;
import java.util.function.Supplier;

/** Our recipe with its defaults. */
final class AsideReader implements Reader {
    private final DistributedCache cache;
    private final CacheAside<String> aside;

    AsideReader(int port) {
        cache = Caches.open("redis://127.0.0.1:" + port);
        aside = CacheAside.of(
                cache,
                Codecs.utf8(),
                CacheAsideOptions.ttl(Duration.ofMinutes(10)).build());
    }

    @Override
    public String read(String key, Supplier<String> loader) {
        return "" + aside.get(key, load -> loader.get());
    }

    @Override
    public void close() {
        aside.close();
        cache.close();
    }
}
