package dev.holdfast.cache.benchmarks.memcached;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every contender of the group can do. */
interface MemcachedStore {
    /** How long all of them wait for an answer: so long that none gives up for a pause of the machine. */
    Duration PATIENCE = Duration.ofSeconds(5);

    byte @Nullable [] get(String key) throws Exception;

    void set(String key, byte[] value) throws Exception;

    /** Adds one to a counter that is there. */
    long incr(String key) throws Exception;

    /** Reads an entry, then stores the value if it is still the one read. */
    boolean getsAndCas(String key, byte[] value) throws Exception;

    /** How many of the keys are there, after reading their values. */
    int getAll(List<String> keys) throws Exception;

    void close() throws Exception;
}
