package dev.holdfast.cache.benchmarks.outage;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheGetResult;
import com.alicp.jetcache.CacheResult;
import com.alicp.jetcache.CacheResultCode;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** JetCache's remote cache on Lettuce. It throws nothing, and says FAIL in its results. */
final class JetCacheClient implements Client {
    private final RedisClient client;
    private final Cache<String, String> cache;

    JetCacheClient(int port) {
        client = RedisClient.create("redis://127.0.0.1:" + port);
        cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .keyPrefix("")
                .keyConvertor(key -> key)
                .valueEncoder(JetCacheClient::bare)
                .valueDecoder(bytes -> new CacheValueHolder<>(
                        new String(bytes, StandardCharsets.ISO_8859_1),
                        Duration.ofMinutes(10).toMillis()))
                .expireAfterWrite(10, TimeUnit.MINUTES)
                .buildCache();
    }

    /** The value alone, so that it can be looked for on the server. */
    private static byte[] bare(Object holder) {
        return ((CacheValueHolder<?>) holder).getValue().toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public @Nullable Object get(String key) {
        CacheGetResult<String> result = cache.GET(key);
        check(result);
        return result.getValue();
    }

    @Override
    public void set(String key, String value) {
        check(cache.PUT(key, value));
    }

    private static void check(CacheResult result) {
        if (result.getResultCode() == CacheResultCode.FAIL) {
            throw new IllegalStateException(result.getMessage());
        }
    }

    @Override
    public void close() {
        cache.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
