package dev.holdfast.cache.benchmarks.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What contenders of the Redis groups can do; all of them read and write, within one connection where they may choose. */
interface RedisStore {
    /** How long what is stored lives, in milliseconds. */
    long TTL_MILLIS = 600_000;

    byte @Nullable [] get(String key) throws Exception;

    void set(String key, byte[] value) throws Exception;

    /** Adds one to a counter that is there. */
    default long incr(String key) throws Exception {
        throw new UnsupportedOperationException("does not count " + key);
    }

    /** How many of the keys are there, after reading their values. */
    default int getAll(List<String> keys) throws Exception {
        throw new UnsupportedOperationException("does not read many keys at once: " + keys);
    }

    void close() throws Exception;
}
