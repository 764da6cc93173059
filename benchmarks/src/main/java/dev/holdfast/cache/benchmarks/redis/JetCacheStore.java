package dev.holdfast.cache.benchmarks.redis;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import dev.holdfast.cache.benchmarks.store.Store;
import io.lettuce.core.RedisClient;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** JetCache on Lettuce, with its default form of values: a holder, serialized. It does not count. */
final class JetCacheStore implements Store {
    private final RedisClient client;
    private final Cache<String, byte[]> cache;

    JetCacheStore(int port) {
        client = RedisClient.create("redis://127.0.0.1:" + port);
        cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .keyConvertor(key -> key)
                .keyPrefix("jet:")
                .valueEncoder(JavaValueEncoder.INSTANCE)
                .valueDecoder(JavaValueDecoder.INSTANCE)
                .expireAfterWrite(TTL.toMillis(), TimeUnit.MILLISECONDS)
                .redisClient(client)
                .buildCache();
    }

    @Override
    public byte @Nullable [] get(String key) {
        return cache.get(key);
    }

    @Override
    public void set(String key, byte[] value) {
        if (!cache.PUT(key, value).isSuccess()) { // put(key, value) would not wait for the server, without bound
            throw new IllegalStateException("JetCache could not write");
        }
    }

    @Override
    public int getAll(List<String> keys) {
        return cache.getAll(new HashSet<>(keys)).size();
    }

    @Override
    public void close() {
        cache.close();
        client.shutdown();
    }
}
