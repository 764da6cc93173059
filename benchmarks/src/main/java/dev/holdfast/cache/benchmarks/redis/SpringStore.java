package dev.holdfast.cache.benchmarks.redis;

import dev.holdfast.cache.benchmarks.store.Store;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.cache.RedisCacheWriter.RedisCacheWriterConfigurer;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;

/** Spring Data's RedisCache on Lettuce, with bytes for values. It neither counts nor reads many keys at once. */
final class SpringStore implements Store {
    private final LettuceConnectionFactory factory;
    private final Cache cache;

    SpringStore(int port) {
        factory = new LettuceConnectionFactory("127.0.0.1", port);
        factory.afterPropertiesSet();
        factory.start();
        RedisCacheManager manager = RedisCacheManager.builder(RedisCacheWriter.create(
                        factory,
                        RedisCacheWriterConfigurer
                                ::immediateWrites)) // else put does not wait for the server, without bound
                .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig()
                        .entryTtl(TTL)
                        .serializeValuesWith(SerializationPair.fromSerializer(RedisSerializer.byteArray())))
                .build();
        manager.afterPropertiesSet();
        cache = Objects.requireNonNull(manager.getCache("spring"));
    }

    @Override
    public byte @Nullable [] get(String key) {
        return cache.get(key, byte[].class);
    }

    @Override
    public void set(String key, byte[] value) {
        cache.put(key, value);
    }

    @Override
    public void close() {
        factory.destroy();
    }
}
