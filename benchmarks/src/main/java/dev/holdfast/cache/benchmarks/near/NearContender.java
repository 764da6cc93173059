package dev.holdfast.cache.benchmarks.near;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.near.Coherence;
import dev.holdfast.cache.recipes.near.NearCache;
import io.lettuce.core.RedisClient;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Who competes in the near groups: each holds the same strings, and has the same bound. */
public enum NearContender implements Contender {
    /** The baseline: it promises nothing but its bound. */
    CAFFEINE("Caffeine, bounded") {
        @Override
        NearRead open(Where where, Map<String, String> entries, int most) {
            com.github.benmanes.caffeine.cache.Cache<String, String> cache =
                    Caffeine.newBuilder().maximumSize(most).build();
            cache.putAll(entries);
            return read(cache::getIfPresent, () -> {});
        }
    },
    /** Ours, told of changes by the server. */
    OURS("Holdfast NearCache, tracking") {
        @Override
        NearRead open(Where where, Map<String, String> entries, int most) {
            return ours(where, entries, most, Coherence.TRACKING);
        }
    },
    /** Ours, told of nothing. */
    OURS_TTL("Holdfast NearCache, by TTL") {
        @Override
        NearRead open(Where where, Map<String, String> entries, int most) {
            return ours(where, entries, most, Coherence.TTL);
        }
    },
    /** Lettuce's own, in front of Caffeine. */
    LETTUCE("Lettuce, client-side caching") {
        @Override
        @SuppressWarnings("deprecation") // it is what Lettuce has
        NearRead open(Where where, Map<String, String> entries, int most) {
            RedisClient client = RedisClient.create("redis://127.0.0.1:" + where.port());
            StatefulRedisConnection<String, String> connection = client.connect();
            entries.forEach(connection.sync()::set);
            com.github.benmanes.caffeine.cache.Cache<String, String> held =
                    Caffeine.newBuilder().maximumSize(most).build();
            CacheFrontend<String, String> near = ClientSideCaching.enable(
                    CacheAccessor.forMap(held.asMap()), connection, TrackingArgs.Builder.enabled());
            return read(near::get, client::shutdown);
        }
    },
    /** JetCache's two levels. */
    JETCACHE("JetCache, two levels") {
        @Override
        NearRead open(Where where, Map<String, String> entries, int most) {
            RedisClient client = RedisClient.create("redis://127.0.0.1:" + where.port());
            Cache<String, String> shared = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                    .keyConvertor(key -> key)
                    .keyPrefix("jet:")
                    .valueEncoder(JavaValueEncoder.INSTANCE)
                    .valueDecoder(JavaValueDecoder.INSTANCE)
                    .expireAfterWrite(10, TimeUnit.MINUTES)
                    .redisClient(client)
                    .buildCache();
            Cache<String, String> held = CaffeineCacheBuilder.createCaffeineCacheBuilder()
                    .limit(most)
                    .expireAfterWrite(10, TimeUnit.MINUTES)
                    .buildCache();
            Cache<String, String> both = MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
                    .addCache(held, shared)
                    .expireAfterWrite(10, TimeUnit.MINUTES)
                    .buildCache();
            both.putAll(entries);
            return read(both::get, () -> {
                both.close();
                client.shutdown();
            });
        }
    },
    /** Redisson's map with a local copy. */
    REDISSON("Redisson, local cached map") {
        @Override
        NearRead open(Where where, Map<String, String> entries, int most) {
            Config config = new Config();
            config.setCodec(StringCodec.INSTANCE);
            config.useSingleServer().setAddress("redis://127.0.0.1:" + where.port());
            RedissonClient client = Redisson.create(config);
            RLocalCachedMap<String, String> map =
                    client.getLocalCachedMap(LocalCachedMapOptions.<String, String>name(where.prefix() + "near")
                            .cacheSize(most)
                            .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU));
            map.putAll(entries);
            return read(map::get, client::shutdown);
        }
    };

    private final String title;

    NearContender(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    /** Opens it on the group's server, with these entries in the shared cache, to hold so many at most. */
    abstract NearRead open(Where where, Map<String, String> entries, int most);

    private static NearRead ours(Where where, Map<String, String> entries, int most, Coherence coherence) {
        DistributedCache cache = Caches.open("redis://127.0.0.1:" + where.port() + "?timeout=5s&connectTimeout=5s");
        NearCache<String> near = NearCache.over(cache.typed(Codecs.utf8()))
                .maxEntries(most)
                .nearTtl(Duration.ofMinutes(10))
                .trust(Duration.ofSeconds(30))
                .coherence(coherence)
                .build();
        near.setAll(entries, Ttl.ofMinutes(10));
        return read(near::get, () -> {
            near.close();
            cache.close();
        });
    }

    private static NearRead read(Function<String, @Nullable String> get, Runnable close) {
        return new NearRead() {
            @Override
            public @Nullable String get(String key) {
                return get.apply(key);
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
