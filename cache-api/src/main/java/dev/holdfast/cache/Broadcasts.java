package dev.holdfast.cache;

import java.util.List;

/**
 * Sends short messages to all who listen at that moment, in this process and others; nobody who comes later gets them. A
 * driver whose server can do so is found by {@link #of}. Safe for any number of threads.
 */
public interface Broadcasts {
    /**
     * The broadcasts of a cache's server.
     *
     * @param cache the cache
     * @return its broadcasts
     * @throws CacheConfigurationException if its server has none
     */
    static Broadcasts of(DistributedCache cache) {
        Broadcasts found = cache.unwrap(Broadcasts.class);
        if (found == null) {
            throw new CacheConfigurationException(
                    cache.toString(), List.of("the cache can't broadcast: use one on Redis, not behind a proxy"));
        }
        return found;
    }

    /**
     * Sends a message. Messages of one thread arrive in the order sent, or not at all.
     *
     * @param channel to those who listen to it
     * @param message any bytes
     * @throws CacheException if it could not be sent; with {@link Outcome#UNKNOWN} it may have been
     */
    void publish(String channel, byte[] message);

    /**
     * Starts listening. Waits for the first attempt to connect; to a server that can't be reached the listening begins
     * later, with {@link BroadcastListener#live}.
     *
     * @param channel whose messages are heard
     * @param listener hears them, this process's own too
     * @return to be closed
     * @throws CacheAuthenticationException if the user lacks the right
     * @throws CacheInterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the cache is closed
     */
    Listening listen(String channel, BroadcastListener listener);

    /** A listener at a channel. */
    interface Listening extends AutoCloseable {
        /** Ends it. A call of the listener that is under way may still come to its end. Idempotent. */
        @Override
        void close();
    }
}
