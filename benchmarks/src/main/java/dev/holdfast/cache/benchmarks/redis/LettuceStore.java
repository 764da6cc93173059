package dev.holdfast.cache.benchmarks.redis;

import dev.holdfast.cache.benchmarks.store.Store;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lettuce's synchronous calls on one connection, as its documentation advises. */
final class LettuceStore implements Store {
    /** What one writes by hand, as Redis before 8.4 has no such command. */
    static final String SWAP =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1 end return 0";

    private final RedisClient client;
    private final RedisCommands<String, byte[]> commands;
    private final String swap;
    private final byte[] millis = Long.toString(TTL.toMillis()).getBytes(StandardCharsets.ISO_8859_1);

    LettuceStore(int port) {
        client = RedisClient.create("redis://127.0.0.1:" + port);
        commands = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))
                .sync();
        swap = commands.scriptLoad(SWAP);
    }

    @Override
    public byte @Nullable [] get(String key) {
        return commands.get(key);
    }

    @Override
    public void set(String key, byte[] value) {
        commands.set(key, value, SetArgs.Builder.px(TTL.toMillis()));
    }

    @Override
    public long incr(String key) {
        return commands.incrby(key, 1);
    }

    @Override
    public boolean getsAndCas(String key, byte[] value) {
        byte[] seen = commands.get(key);
        return commands.<Boolean>evalsha(swap, ScriptOutputType.BOOLEAN, new String[] {key}, seen, value, millis);
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
