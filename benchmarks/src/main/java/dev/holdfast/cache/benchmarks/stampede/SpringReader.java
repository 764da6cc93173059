package dev.holdfast.cache.benchmarks.stampede;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Spring Data's RedisCache, asked as {@code @Cacheable(sync = true)} asks it: {@code Cache.get(key, loader)}. */
final class SpringReader implements Reader {
    private final LettuceConnectionFactory factory;
    private final Cache cache;

    SpringReader(int port, boolean isLocking) {
        factory = new LettuceConnectionFactory("127.0.0.1", port);
        factory.afterPropertiesSet();
        factory.start();
        RedisCacheWriter writer = isLocking
                ? RedisCacheWriter.lockingRedisCacheWriter(factory)
                : RedisCacheWriter.nonLockingRedisCacheWriter(factory);
        RedisCacheManager manager = RedisCacheManager.builder(writer)
                .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig().entryTtl(Duration.ofMinutes(10)))
                .build();
        manager.afterPropertiesSet();
        cache = Objects.requireNonNull(manager.getCache("spring"));
    }

    @Override
    public String read(String key, Supplier<String> loader) {
        return Objects.requireNonNull(cache.get(key, loader::get));
    }

    @Override
    public void close() {
        factory.destroy();
    }
}
