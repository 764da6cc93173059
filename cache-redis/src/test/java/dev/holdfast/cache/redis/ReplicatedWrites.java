package dev.holdfast.cache.redis;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** After each write waits until a replica has it. */
final class ReplicatedWrites extends ForwardingCache {
    private static final long PATIENCE_MILLIS = 5_000;

    /** Of the master; a write of its own comes after those to wait for. */
    private final StatefulRedisConnection<String, String> connection;

    ReplicatedWrites(DistributedCache cache) {
        super(cache);
        connection = Objects.requireNonNull(cache.unwrap(RedisClient.class)).connect();
    }

    private <T> T replicated(Supplier<T> write) {
        try {
            return write.get();
        } finally {
            await();
        }
    }

    private void await() {
        if (connection.isOpen()) {
            synchronized (connection) {
                connection.sync().set("\0replicated", "");
                connection.sync().waitForReplication(1, PATIENCE_MILLIS);
            }
        }
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        replicated(() -> {
            super.set(key, value, ttl);
            return true;
        });
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        replicated(() -> {
            super.setAll(entries, ttl);
            return true;
        });
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return replicated(() -> super.add(key, value, ttl));
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return replicated(() -> super.replace(key, value, ttl));
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        return replicated(() -> super.cas(key, value, token, ttl));
    }

    @Override
    public boolean delete(String key) {
        return replicated(() -> super.delete(key));
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        return replicated(() -> super.delete(key, token));
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        replicated(() -> {
            super.deleteAll(keys);
            return true;
        });
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return replicated(() -> super.incr(key, delta));
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return replicated(() -> super.decr(key, delta));
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return replicated(() -> super.incr(key, delta, initial, ttl));
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return replicated(() -> super.decr(key, delta, initial, ttl));
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return replicated(() -> super.touch(key, ttl));
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        return replicated(() -> super.getAndTouch(key, ttl));
    }
}
