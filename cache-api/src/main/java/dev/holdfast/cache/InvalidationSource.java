package dev.holdfast.cache;

/**
 * Tells which keys of a shared cache change, whoever changes them: what a cache of objects in this process needs to stay
 * true. A driver that can tell is found by {@code cache.unwrap(InvalidationSource.class)}; null means that it can't.
 *
 * <p>The promise: a read of a key that <b>starts while a subscription is live</b>, and that the cache's own server
 * answers, is followed by {@link InvalidationListener#changed}, {@link InvalidationListener#allChanged} or
 * {@link InvalidationListener#gap} for every change of that key which the server makes after it has answered the read.
 * Changes are writes, deletes, counts, new times to live, evictions and expiries, of this process too. How soon one is
 * told is bounded by {@link InvalidationListener#proven}.
 *
 * <p>Keys are those of the cache that was unwrapped: a decorator that changes keys changes them here as well. A decorator
 * that answers reads from elsewhere than the cache below must not hand on that cache's source as it is: it answers a
 * source of its own, or null. Safe for any number of threads.
 */
public interface InvalidationSource {
    /**
     * Starts telling. Waits for the first attempt to connect, so that a subscription to a server in good health is live
     * when this returns; to one that can't be reached it becomes live later.
     *
     * @param prefix with which the keys of interest start; empty for all keys
     * @param listener who is told
     * @return the subscription, to be closed
     * @throws CacheAuthenticationException if the user lacks the right
     * @throws CacheConfigurationException if the server can't tell
     * @throws CacheInterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the cache is closed
     */
    Invalidations subscribe(String prefix, InvalidationListener listener);
}
