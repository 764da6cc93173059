package dev.holdfast.cache.benchmarks.outage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Spring Data Redis on Lettuce, as it comes. */
final class SpringClient implements Client {
    private final LettuceConnectionFactory factory;
    private final StringRedisTemplate template;

    SpringClient(int port) {
        factory = new LettuceConnectionFactory("127.0.0.1", port);
        factory.afterPropertiesSet();
        factory.start();
        template = new StringRedisTemplate(factory);
    }

    @Override
    public @Nullable Object get(String key) {
        return template.opsForValue().get(key);
    }

    @Override
    public void set(String key, String value) {
        template.opsForValue().set(key, value, Duration.ofMinutes(10));
    }

    @Override
    public void close() {
        factory.destroy();
    }
}
