package dev.holdfast.cache.tck;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.spi.DriverContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * What a driver or decorator supplies so that the suite can try it: caches, time, and faults.
 *
 * <p>Start servers once, in the constructor or a static field, and stop them in {@link #close()}. The suite uses
 * fresh keys in every test, so nothing need be flushed between them.
 */
public interface CacheHarness extends AutoCloseable {
    /**
     * The cache under test.
     *
     * @return always the same, open
     */
    DistributedCache cache();

    /**
     * A second cache on the same stored entries, as another process would have it.
     *
     * @return always the same, open; {@link #cache()} itself where entries live inside one cache
     */
    DistributedCache peer();

    /**
     * Opens a further cache of the same kind, which the suite closes.
     *
     * @param parameters URL parameters, such as {@code maxValueBytes}
     * @return the open cache
     */
    DistributedCache open(Map<String, String> parameters);

    /**
     * The time as the cache sees it.
     *
     * @return nanoseconds since any moment
     */
    default long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Lets time pass: waits, unless overridden to move a fake ticker.
     *
     * @param duration how much, up to a few seconds at a time
     */
    default void advance(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * How long after its TTL an entry may still be read (clause TTL-1).
     *
     * @return such as 1 ms
     */
    Duration expiryResolution();

    /**
     * The timeout that {@link #cache()} was opened with (clause ERR-1).
     *
     * @return the timeout; the default of every URL unless overridden
     */
    default Duration timeout() {
        return Duration.ofMillis(DriverContext.DEFAULT_TIMEOUT_MILLIS);
    }

    /**
     * The faults this harness can cause.
     *
     * @return empty only where there is no server: then the suite shows that nothing is waited for
     */
    Set<Fault> faults();

    /**
     * Breaks the server, or the way to it, until {@link #heal()}.
     *
     * @param fault one of {@link #faults()}
     */
    default void cause(Fault fault) {
        throw new UnsupportedOperationException("this harness names the fault " + fault + " but can't cause it");
    }

    /** Undoes all faults, and waits until the server itself is up. Does nothing where there is none. */
    default void heal() {}

    /**
     * Moves an entry to another of the cache's servers, where there are several, as happens to them in ordinary life:
     * by a failover, or by moving slots. The suite counts on that key meanwhile (clause CNT-5).
     *
     * @param key of an entry that is there; it is not lost
     */
    default void relocate(String key) {}

    /** Closes caches and stops servers. */
    @Override
    void close();
}
