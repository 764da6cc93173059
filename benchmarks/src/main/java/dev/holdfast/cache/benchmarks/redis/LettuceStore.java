package dev.holdfast.cache.benchmarks.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lettuce's synchronous calls on one connection, as its documentation advises. */
final class LettuceStore implements RedisStore {
    private final RedisClient client;
    private final RedisCommands<String, byte[]> commands;

    LettuceStore(int port) {
        client = RedisClient.create("redis://127.0.0.1:" + port);
        commands = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))
                .sync();
    }

    @Override
    public byte @Nullable [] get(String key) {
        return commands.get(key);
    }

    @Override
    public void set(String key, byte[] value) {
        commands.set(key, value, SetArgs.Builder.px(TTL_MILLIS));
    }

    @Override
    public long incr(String key) {
        return commands.incrby(key, 1);
    }

    @Override
    public int getAll(List<String> keys) {
        return (int) commands.mget(keys.toArray(new String[0])).stream()
                .filter(KeyValue::hasValue)
                .count();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
