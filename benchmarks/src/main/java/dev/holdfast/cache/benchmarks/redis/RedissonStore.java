package dev.holdfast.cache.benchmarks.redis;

import dev.holdfast.cache.benchmarks.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** Redisson's buckets of bytes and atomic numbers, as it opens by default. */
final class RedissonStore implements Store {
    private final RedissonClient client;

    RedissonStore(int port) {
        Config config = new Config();
        config.setCodec(ByteArrayCodec.INSTANCE);
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
        client = Redisson.create(config);
    }

    @Override
    public byte @Nullable [] get(String key) {
        return client.<byte[]>getBucket(key).get();
    }

    @Override
    public void set(String key, byte[] value) {
        client.<byte[]>getBucket(key).set(value, TTL);
    }

    @Override
    public long incr(String key) {
        return client.getAtomicLong(key).addAndGet(1);
    }

    @Override
    public boolean getsAndCas(String key, byte[] value) {
        RBucket<byte[]> bucket = client.getBucket(key);
        return bucket.compareAndSet(bucket.get(), value);
    }

    @Override
    public int getAll(List<String> keys) {
        return client.getBuckets().get(keys.toArray(new String[0])).size();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
