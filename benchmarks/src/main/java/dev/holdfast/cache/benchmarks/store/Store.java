package dev.holdfast.cache.benchmarks.store;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What contenders on bytes can do; all of them read and write, over one connection where they may choose. */
public interface Store {
    /** How long what is stored lives. */
    Duration TTL = Duration.ofMinutes(10);

    /** How long all of them wait for an answer, where that can be said: none gives up for a pause of the machine. */
    Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Reads.
     *
     * @param key of a value
     * @return the value, null if absent
     * @throws Exception if it fails
     */
    byte @Nullable [] get(String key) throws Exception;

    /**
     * Writes.
     *
     * @param key of a value
     * @param value to be stored
     * @throws Exception if it fails
     */
    void set(String key, byte[] value) throws Exception;

    /**
     * Adds one to a counter that is there.
     *
     * @param key of the counter
     * @return the count
     * @throws Exception if it fails
     */
    default long incr(String key) throws Exception {
        throw new UnsupportedOperationException("does not count " + key);
    }

    /**
     * Reads an entry, then stores the value if it is still the one read.
     *
     * @param key of the entry, which is there
     * @param value to be stored
     * @return whether it was stored
     * @throws Exception if it fails
     */
    default boolean getsAndCas(String key, byte[] value) throws Exception {
        throw new UnsupportedOperationException("does not compare " + key);
    }

    /**
     * Reads many at once.
     *
     * @param keys of values
     * @return how many were there
     * @throws Exception if it fails
     */
    default int getAll(List<String> keys) throws Exception {
        throw new UnsupportedOperationException("does not read many keys at once: " + keys);
    }

    /**
     * Closes it.
     *
     * @throws Exception if it fails to
     */
    default void close() throws Exception {}
}
