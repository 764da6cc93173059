package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done once in a window of time by a whole fleet: the password-reset mail, the payment under an
 * idempotency key.
 *
 * <p>Who adds the key has the window; each claim holds a token nobody else has, so that a claim whose answer was lost
 * is recognised, and one that was lost to another is never given back.
 *
 * <ul>
 *   <li><b>Never granted twice</b> within a window, whatever the number of processes, as long as the cache keeps the
 *       entry: eviction, a flush, a restart without persistence or a failover that loses writes begin a new window.
 *   <li><b>While the cache is away</b> nothing is granted: its exception reaches the caller. {@code breaker:} refuses
 *       adds too. {@link OnceBuilder#permitWhileAway()} turns this round.
 *   <li><b>An action that fails</b> gives its window back, or keeps it by option.
 *   <li><b>A process killed during an action</b> costs the window, or the shorter {@link OnceBuilder#lease}: then the
 *       action may be begun again, also where it only took longer than the lease.
 * </ul>
 *
 * <p>Needs no capability. Safe for any number of threads.
 */
public final class Once {
    private static final int TRIES = 3;

    private final DistributedCache cache;
    private final Claims claims;
    private final Ttl window;
    private final Ttl lease;
    private final boolean keepsFailed;
    private final boolean permitsWhileAway;

    Once(OnceBuilder builder) {
        this.cache = builder.cache();
        this.claims = new Claims(cache, builder.random());
        this.window = builder.window();
        this.lease = builder.lease();
        this.keepsFailed = builder.keepsFailed();
        this.permitsWhileAway = builder.permitsWhileAway();
    }

    /**
     * Starts with the defaults.
     *
     * @param cache where claims are kept; best a namespace of its own
     * @param window for how long it is not done again, counted from the claim, or from the end of an action
     * @return a new builder
     */
    public static OnceBuilder builder(DistributedCache cache, Ttl window) {
        return new OnceBuilder(cache, window);
    }

    /**
     * Takes the window.
     *
     * @param key what is to be done once
     * @return true for one caller in the window, who now does it
     * @throws CacheException if the cache could not grant it; with {@link Outcome#UNKNOWN} the window may be taken, by
     *     nobody who knows
     */
    public boolean first(String key) {
        try {
            return claims.take(key, OnceEntry.done(claims.token()), window);
        } catch (CacheTransientException e) {
            return permitted(e);
        }
    }

    /** The failure, or by option leave to go on without the cache. */
    private boolean permitted(CacheTransientException e) {
        if (permitsWhileAway) {
            return true;
        }
        throw e;
    }

    /**
     * Does it, if it was not done in the window and is not being done.
     *
     * @param key what is to be done once
     * @param action does it; what it throws is thrown on
     * @return what came of it
     * @throws CacheException if the cache could not grant it; it was not done. A cache that can't be told of the end is
     *     {@link OnceState#RAN_UNRECORDED}
     */
    public OnceState run(String key, Runnable action) {
        OnceAction<Boolean, RuntimeException> counted = () -> {
            action.run();
            return true;
        };
        return perform(key, counted, null, entry -> null).state();
    }

    /**
     * Does it, if it was not done in the window and is not being done, and keeps its value for those who ask again.
     *
     * @param key what is to be done once, such as the idempotency key of a request
     * @param codec of the values
     * @param action does it, and answers its value, not null; what it throws is thrown on
     * @param <V> the type of the values
     * @param <E> what the action throws
     * @return the value of now or of before, if there is one
     * @throws CacheException if the cache could not grant it, and it was not done; if a kept value can't be decoded; or
     *     if it was done, and its value can't be kept: it is not done again then
     * @throws E what the action throws
     */
    public <V, E extends Exception> OnceAnswer<V> answer(String key, Codec<V> codec, OnceAction<V, E> action) throws E {
        Codec<V> keyed = codec.forKey(key);
        return perform(key, action, value -> encoded(keyed, value), entry -> {
            byte[] kept = OnceEntry.value(entry);
            return kept == null ? null : keyed.decode(kept);
        });
    }

    /** The bytes to keep; whatever a codec fails with, the caller is told of as a value that can't be kept. */
    private static <V> byte[] encoded(Codec<V> codec, V value) {
        try {
            return Objects.requireNonNull(codec.encode(value), "the codec's bytes");
        } catch (CacheCodecException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw CacheCodecException.encoding("the codec failed", e);
        }
    }

    /**
     * Ends the window, whoever has it; an action under way goes on.
     *
     * @param key what may be done again
     * @return whether there was a window
     * @throws CacheException if the cache failed
     */
    public boolean forget(String key) {
        return cache.delete(key);
    }

    private <V, E extends Exception> OnceAnswer<V> perform(
            String key,
            OnceAction<V, E> action,
            @Nullable Function<V, byte[]> encoding,
            Function<byte[], @Nullable V> values)
            throws E {
        Objects.requireNonNull(action, "action");
        String token = claims.token();
        byte[] doing = OnceEntry.doing(token);
        for (int i = 0; i < TRIES; i++) {
            if (!takes(key, doing)) {
                byte[] entry = cache.get(key);
                if (entry != null) {
                    return OnceEntry.isDoing(entry)
                            ? new OnceAnswer<>(OnceState.UNDERWAY, null)
                            : new OnceAnswer<>(OnceState.DONE_BEFORE, values.apply(entry));
                }
            } else {
                V value = acted(key, doing, token, action);
                Supplier<byte[]> entry = encoding == null ? null : () -> OnceEntry.done(token, encoding.apply(value));
                OnceState state = Claims.uninterrupted(() -> recorded(key, doing, token, entry));
                return new OnceAnswer<>(state, value);
            }
        }
        return new OnceAnswer<>(OnceState.UNDERWAY, null); // claims come and go: somebody is at it
    }

    private boolean takes(String key, byte[] doing) {
        try {
            return claims.take(key, doing, lease);
        } catch (CacheTransientException e) {
            return permitted(e);
        }
    }

    private <V, E extends Exception> V acted(String key, byte[] doing, String token, OnceAction<V, E> action) throws E {
        try {
            return Objects.requireNonNull(action.run(), "the action's value");
        } catch (Throwable failure) {
            if (keepsFailed) {
                var unused = Claims.uninterrupted(() -> recorded(key, doing, token, null));
            } else {
                claims.release(key, doing, failure);
            }
            throw failure;
        }
    }

    /**
     * Keeps the value, if there is one to be kept, with the claim; where that is refused the claim is kept alone, and the
     * caller is told.
     */
    private OnceState recorded(String key, byte[] doing, String token, @Nullable Supplier<byte[]> entry) {
        RuntimeException unkept = null;
        if (entry != null) {
            try {
                return recorded(key, doing, entry.get());
            } catch (CacheException | IllegalStateException e) {
                unkept = e;
            }
        }
        OnceState alone;
        try {
            alone = recorded(key, doing, OnceEntry.done(token));
        } catch (CacheException | IllegalStateException e) {
            return OnceState.RAN_UNRECORDED; // the cache is full, read-only or closed: it was done all the same
        }
        if (unkept != null && alone == OnceState.RAN) {
            throw unkept;
        }
        return alone;
    }

    private OnceState recorded(String key, byte[] doing, byte[] done) {
        for (int i = 0; i < TRIES; i++) {
            try {
                if (claims.replace(key, doing, done, window) || claims.find(key, done) != null) {
                    return OnceState.RAN;
                }
                return OnceState.RAN_UNRECORDED; // the lease was over
            } catch (CacheTransientException e) {
                // the answer may be lost alone: looked for again
            } catch (CacheInterruptedException e) {
                return OnceState.RAN_UNRECORDED;
            }
        }
        return OnceState.RAN_UNRECORDED;
    }

    /** The cache below, without secrets. */
    @Override
    public String toString() {
        return "Once[" + cache + ", " + window + "]";
    }
}
