package dev.holdfast.cache.benchmarks.stampede;

import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.function.Supplier;

/** What is written by hand: get, and where it is missing load and set. */
final class NaiveReader implements Reader {
    private final RedisClient client;
    private final RedisCommands<String, String> redis;

    NaiveReader(int port) {
        client = RedisClient.create("redis://127.0.0.1:" + port);
        redis = client.connect().sync();
    }

    @Override
    public String read(String key, Supplier<String> loader) {
        String cached = redis.get(key);
        if (cached != null) {
            return cached;
        }
        String loaded = loader.get();
        redis.set(key, loaded, SetArgs.Builder.px(Duration.ofMinutes(10)));
        return loaded;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
