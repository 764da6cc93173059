package dev.holdfast.cache;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cache of bytes under string keys, with memcached's verbs, the same on every backend.
 *
 * <p>What every operation promises is written down, clause by clause, in the contract ({@code docs/contract.md}), and
 * proved for every driver and decorator by the suite in {@code cache-tck}.
 *
 * <ul>
 *   <li><b>Keys</b> are 1 to 1,024 UTF-8 bytes of well-formed Unicode ({@link KeyRules}). <b>Values</b> are any bytes up
 *       to {@code maxValueBytes}; arrays given may be reused at once, arrays returned belong to the caller alone.
 *   <li><b>Null</b> arguments are {@code NullPointerException}; invalid keys, negative deltas and foreign tokens
 *       {@code IllegalArgumentException}; any call after {@link #close()} is {@code IllegalStateException}. Nothing is
 *       sent then.
 *   <li><b>Failures</b> are {@link CacheException}: every call returns or throws within the cache's timeout plus a
 *       small margin, whatever the server does. After {@link Outcome#NOT_APPLIED} the stored value is certainly what it
 *       was; after {@link Outcome#UNKNOWN} the call may have been carried out, once. Any operation may throw
 *       {@link CacheTransientException}, {@link CacheAuthenticationException}, {@link CacheInterruptedException} and,
 *       where the server refuses it, {@link CacheRejectedException}.
 *   <li><b>Threads</b>: safe for use by any number of threads, virtual ones included.
 *   <li><b>Time</b>: an entry may be evicted or lost at any moment, but never expires before its {@link Ttl}.
 *   <li>{@code toString()} names the endpoint, without secrets.
 * </ul>
 */
public interface DistributedCache extends AutoCloseable {
    /**
     * Reads one value.
     *
     * @param key the key
     * @return the value, null if absent
     */
    byte @Nullable [] get(String key);

    /**
     * Reads many values, in as few round trips as the backend allows; not one moment's view of them.
     *
     * @param keys the keys; one given twice is asked once
     * @return a map of what was found, in the order asked, for the caller to keep
     * @throws BulkCacheException if some keys could not be asked: with what was found and which failed
     */
    Map<String, byte[]> getAll(Collection<String> keys);

    /**
     * Reads one value with the token for a later {@link #cas} or {@link #delete(String, CasToken)}.
     *
     * @param key the key
     * @return value and token of one moment, null if absent
     */
    @Nullable
    Versioned gets(String key);

    /**
     * Reads many values with their tokens; each is of one moment, all together are not.
     *
     * @param keys the keys; one given twice is asked once
     * @return a map of what was found, in the order asked, for the caller to keep
     * @throws BulkCacheException if some keys could not be asked: with what was found and which failed
     */
    Map<String, Versioned> getsAll(Collection<String> keys);

    /**
     * Stores a value, whatever was there before.
     *
     * @param key the key
     * @param value the bytes
     * @param ttl how long it lives from now
     * @throws CacheRejectedException if the value is too large or the server is full; what was stored stays
     */
    void set(String key, byte[] value, Ttl ttl);

    /**
     * Stores many values; each as if by {@link #set} alone, in no promised order.
     *
     * @param entries keys and values; not changed meanwhile by the caller
     * @param ttl how long each lives from now
     * @throws BulkCacheException if some could not be stored: with which were and which failed
     */
    void setAll(Map<String, byte[]> entries, Ttl ttl);

    /**
     * Stores a value only if the key is absent; of any number of concurrent callers exactly one succeeds.
     *
     * @param key the key
     * @param value the bytes
     * @param ttl how long it lives from now
     * @return whether it was stored
     * @throws CacheRejectedException if the value is too large or the server is full
     */
    boolean add(String key, byte[] value, Ttl ttl);

    /**
     * Stores a value only if the key is present.
     *
     * @param key the key
     * @param value the bytes
     * @param ttl how long it lives from now
     * @return whether it was stored
     * @throws CacheRejectedException if the value is too large or the server is full; what was stored stays
     */
    boolean replace(String key, byte[] value, Ttl ttl);

    /**
     * Stores a value only if the entry is still the one that {@link #gets} saw; of any number of concurrent callers
     * with one token at most one succeeds. Whether a rewrite with equal bytes counts as a change is a declared
     * {@linkplain Capability#CAS_BY_VERSION capability}.
     *
     * @param key the key the token was issued for
     * @param value the bytes
     * @param token from {@link #gets} of this cache and key
     * @param ttl how long it lives from now
     * @return {@link CasOutcome#STORED}, {@link CasOutcome#CHANGED} or {@link CasOutcome#MISSING}
     * @throws IllegalArgumentException if the token is of another cache or key
     * @throws CacheRejectedException if the value is too large or the server is full; what was stored stays
     */
    CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl);

    /**
     * Removes an entry.
     *
     * @param key the key
     * @return whether it was there
     */
    boolean delete(String key);

    /**
     * Removes an entry only if it is still the one that {@link #gets} saw.
     *
     * @param key the key the token was issued for
     * @param token from {@link #gets} of this cache and key
     * @return {@link CasOutcome#STORED} if it was removed, else {@link CasOutcome#CHANGED} or
     *     {@link CasOutcome#MISSING}
     * @throws IllegalArgumentException if the token is of another cache or key
     */
    CasOutcome delete(String key, CasToken token);

    /**
     * Removes many entries, present or not.
     *
     * @param keys the keys; one given twice is removed once
     * @throws BulkCacheException if some could not be removed: with which were and which failed
     */
    void deleteAll(Collection<String> keys);

    /**
     * Adds to a counter that is present; its TTL stays. A counter is any entry of decimal digits, 0 .. 2^63−1. Never
     * sent twice: an increment whose answer was lost fails with {@link Outcome#UNKNOWN}.
     *
     * @param key the key
     * @param delta 0 or more; 0 reads
     * @return the new count; empty if the key is absent, and nothing is created then
     * @throws NotACounterException if the entry is no counter; it is unchanged
     * @throws CacheRejectedException if the sum is over 2^63−1; the counter is unchanged
     * @throws IllegalArgumentException if the delta is negative
     */
    OptionalLong incr(String key, long delta);

    /**
     * Takes from a counter that is present, down to 0; its TTL stays. Otherwise as {@link #incr(String, long)}.
     *
     * @param key the key
     * @param delta 0 or more; 0 reads
     * @return the new count; empty if the key is absent, and nothing is created then
     * @throws NotACounterException if the entry is no counter; it is unchanged
     * @throws IllegalArgumentException if the delta is negative
     */
    OptionalLong decr(String key, long delta);

    /**
     * Adds to a counter, created atomically <b>with the value {@code initial}</b> (the delta is not added then) where
     * it is absent. The TTL is given at creation; a later call never moves it. Otherwise as
     * {@link #incr(String, long)}.
     *
     * @param key the key
     * @param delta 0 or more
     * @param initial what a new counter starts with, 0 or more
     * @param ttl how long a new counter lives
     * @return the count: {@code initial} where it was created, else the sum
     * @throws NotACounterException if the entry is no counter; it is unchanged
     * @throws CacheRejectedException if the sum is over 2^63−1; the counter is unchanged
     * @throws IllegalArgumentException if the delta or the initial value is negative
     */
    long incr(String key, long delta, long initial, Ttl ttl);

    /**
     * Takes from a counter, down to 0, created atomically with the value {@code initial} where it is absent. Otherwise
     * as {@link #incr(String, long, long, Ttl)}.
     *
     * @param key the key
     * @param delta 0 or more
     * @param initial what a new counter starts with, 0 or more
     * @param ttl how long a new counter lives
     * @return the count: {@code initial} where it was created, else the difference
     * @throws NotACounterException if the entry is no counter; it is unchanged
     * @throws IllegalArgumentException if the delta or the initial value is negative
     */
    long decr(String key, long delta, long initial, Ttl ttl);

    /**
     * Gives an entry a new time to live from now.
     *
     * @param key the key
     * @param ttl how long it lives from now
     * @return whether it was there
     * @throws UnsupportedCacheOperationException without {@link Capability#TOUCH}
     */
    boolean touch(String key, Ttl ttl);

    /**
     * Reads a value and gives it a new time to live from now, in one step.
     *
     * @param key the key
     * @param ttl how long it lives from now
     * @return the value, null if absent
     * @throws UnsupportedCacheOperationException without {@link Capability#GET_AND_TOUCH}
     */
    byte @Nullable [] getAndTouch(String key, Ttl ttl);

    /**
     * What is left of an entry's time to live.
     *
     * @param key the key
     * @return what is left, never more than was set; {@link Ttl#forever()} for no expiry; null if absent
     * @throws UnsupportedCacheOperationException without {@link Capability#TTL_READ}
     */
    @Nullable
    Ttl ttl(String key);

    /**
     * What this cache can do beyond the common contract; does not change while it is open.
     *
     * @return an unmodifiable set
     */
    Set<Capability> capabilities();

    /**
     * This cache, a cache below it, or the native client, if it is of that type; looks through any stack of decorators.
     *
     * @param type what is looked for
     * @param <T> its type
     * @return the first found from the top, null if there is none
     */
    default <T> @Nullable T unwrap(Class<T> type) {
        return type.isInstance(this) ? type.cast(this) : null;
    }

    /**
     * Asks the server for a sign of life.
     *
     * @throws CacheUnavailableException if it can't be reached
     */
    void ping();

    /**
     * Releases connections, threads and memory. Idempotent; waits for nothing longer than the timeout. Calls under way
     * may fail.
     */
    @Override
    void close();

    /**
     * This cache with the keys of one part of an application: every key is prefixed with the name and a colon. The
     * view shares this cache's resources; closing the view closes this cache.
     *
     * @param name not empty, without a colon, so that no two names of one cache share a key
     * @return the view
     * @throws IllegalArgumentException if the name is empty or holds a colon
     */
    default DistributedCache namespaced(String name) {
        if (name.isEmpty() || name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a namespace must be a name without a colon, not "
                    + KeyRules.printable(name) + "; nest with namespaced(a).namespaced(b)");
        }
        return new PrefixedCache(this, name + ":");
    }

    /**
     * This cache for values of one type.
     *
     * @param codec turns values into bytes and back
     * @param <V> the type of the values
     * @return the typed view; it shares this cache's resources
     */
    default <V> TypedCache<V> typed(Codec<V> codec) {
        return new TypedCache<>(this, codec);
    }
}
