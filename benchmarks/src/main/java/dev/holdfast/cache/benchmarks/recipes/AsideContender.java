package dev.holdfast.cache.benchmarks.recipes;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import dev.holdfast.cache.recipes.aside.EarlyRefresh;
import dev.holdfast.cache.recipes.aside.Loader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Who competes in the group: the same values in the same cache, read as they are or through {@code CacheAside}. */
public enum AsideContender implements Contender {
    /** The baseline. */
    GET_AND_DECODE("get and decode") {
        @Override
        AsideStore over(DistributedCache cache, List<String> keys, String value) {
            TypedCache<String> typed = cache.typed(Codecs.utf8());
            keys.forEach(key -> typed.set(key, value, Ttl.ofMinutes(10)));
            return typed::get;
        }
    },
    /** Fresh values. */
    HIT("CacheAside, hit") {
        @Override
        AsideStore over(DistributedCache cache, List<String> keys, String value) {
            return through(cache, CacheAsideOptions.ttl(Duration.ofMinutes(10)), keys, value);
        }
    },
    /** Fresh values that may be refreshed early, by chance. */
    HIT_XFETCH("CacheAside, hit, XFetch") {
        @Override
        AsideStore over(DistributedCache cache, List<String> keys, String value) {
            return through(
                    cache,
                    CacheAsideOptions.ttl(Duration.ofMinutes(10))
                            .staleTtl(Duration.ofMinutes(1))
                            .earlyRefresh(EarlyRefresh.xfetch(1)),
                    keys,
                    value);
        }
    },
    /** Values past their TTL, whose refresh is under way and does not end. */
    STALE("CacheAside, stale while the refresh runs") {
        @Override
        AsideStore over(DistributedCache cache, List<String> keys, String value) {
            return through(
                    cache,
                    CacheAsideOptions.ttl(Duration.ofMillis(1))
                            .staleTtl(Duration.ofHours(1))
                            .loaderDeadline(Duration.ofHours(1)),
                    keys,
                    value);
        }
    };

    private final String title;

    AsideContender(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean isOurs() {
        return this != GET_AND_DECODE;
    }

    /** Stores the value under all keys, and reads them so. */
    abstract AsideStore over(DistributedCache cache, List<String> keys, String value);

    private static AsideStore through(
            DistributedCache cache, CacheAsideOptions.Builder options, List<String> keys, String value) {
        CacheAside<String> aside = CacheAside.of(cache, Codecs.utf8(), options.build());
        keys.forEach(key -> aside.put(key, value));
        Loader<String> loader = load -> {
            LockSupport.park();
            return value;
        };
        return key -> aside.get(key, loader);
    }
}
