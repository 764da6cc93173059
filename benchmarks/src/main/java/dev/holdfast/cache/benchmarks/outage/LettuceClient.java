package dev.holdfast.cache.benchmarks.outage;

import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lettuce, one shared connection. */
final class LettuceClient implements Client {
    private final RedisClient client;
    private final RedisCommands<String, String> commands;

    LettuceClient(int port) {
        client = RedisClient.create("redis://127.0.0.1:" + port);
        commands = client.connect().sync();
    }

    @Override
    public @Nullable Object get(String key) {
        return commands.get(key);
    }

    @Override
    public void set(String key, String value) {
        commands.set(key, value, SetArgs.Builder.ex(Duration.ofMinutes(10)));
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
