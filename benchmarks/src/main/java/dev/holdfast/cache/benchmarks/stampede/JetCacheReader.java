package dev.holdfast.cache.benchmarks.stampede;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** JetCache on Lettuce with {@code cachePenetrateProtect}: one load a key and JVM. */
final class JetCacheReader implements Reader {
    private final RedisClient client;
    private final Cache<String, String> cache;

    JetCacheReader(int port) {
        client = RedisClient.create("redis://127.0.0.1:" + port);
        cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .keyConvertor(key -> key)
                .keyPrefix("jet:")
                .valueEncoder(JavaValueEncoder.INSTANCE)
                .valueDecoder(JavaValueDecoder.INSTANCE)
                .expireAfterWrite(10, TimeUnit.MINUTES)
                .cachePenetrateProtect(true)
                .redisClient(client)
                .buildCache();
    }

    @Override
    public String read(String key, Supplier<String> loader) {
        return cache.computeIfAbsent(key, missing -> loader.get());
    }

    @Override
    public void close() {
        cache.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
