package dev.holdfast.cache.benchmarks.redis;

import dev.holdfast.cache.benchmarks.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.params.SetParams;

/** Jedis with a connection for each caller, which is how it is used under load. */
final class JedisStore implements Store {
    private static final int CONNECTIONS = 128;

    private final JedisPooled jedis;
    private final byte[] swap;
    private final byte[] millis = Long.toString(TTL.toMillis()).getBytes(StandardCharsets.ISO_8859_1);

    JedisStore(int port) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        jedis = new JedisPooled(pool, "127.0.0.1", port);
        swap = bytes(jedis.scriptLoad(LettuceStore.SWAP));
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] get(String key) {
        return jedis.get(bytes(key));
    }

    @Override
    public void set(String key, byte[] value) {
        jedis.set(bytes(key), value, SetParams.setParams().px(TTL.toMillis()));
    }

    @Override
    public long incr(String key) {
        return jedis.incrBy(bytes(key), 1);
    }

    @Override
    public boolean getsAndCas(String key, byte[] value) {
        byte[] seen = get(key);
        return Long.valueOf(1).equals(jedis.evalsha(swap, List.of(bytes(key)), List.of(seen, value, millis)));
    }

    @Override
    public int getAll(List<String> keys) {
        return (int) jedis.mget(keys.stream().map(JedisStore::bytes).toArray(byte[][]::new)).stream()
                .filter(Objects::nonNull)
                .count();
    }

    @Override
    public void close() {
        jedis.close();
    }
}
