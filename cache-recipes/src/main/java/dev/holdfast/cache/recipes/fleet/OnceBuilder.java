package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Once}. Not safe for several threads. */
public final class OnceBuilder {
    private final DistributedCache cache;
    private final Ttl window;
    private @Nullable Ttl lease;
    private boolean keepsFailed;
    private boolean permitsWhileAway;
    private RandomGenerator random = new SecureRandom();

    OnceBuilder(DistributedCache cache, Ttl window) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.window = Objects.requireNonNull(window, "window");
    }

    /**
     * Sets how long an action may take: a process killed during one keeps the others out for so long. An action that
     * takes longer may be begun by another.
     *
     * @param longestAction longer than any action; the window by default
     * @return this builder
     */
    public OnceBuilder lease(Ttl longestAction) {
        lease = Objects.requireNonNull(longestAction, "longestAction");
        return this;
    }

    /**
     * Has an action that threw count as done; by default its window is given back.
     *
     * @return this builder
     */
    public OnceBuilder keepFailed() {
        keepsFailed = true;
        return this;
    }

    /**
     * Grants without the cache where it fails for the time being, to every caller of every process: at least once takes
     * the place of at most once. By default nothing is granted then.
     *
     * @return this builder
     */
    public OnceBuilder permitWhileAway() {
        permitsWhileAway = true;
        return this;
    }

    /**
     * Sets where tokens come from.
     *
     * @param generator safe for several threads, and never the same in two processes; a {@link SecureRandom} by default
     * @return this builder
     */
    public OnceBuilder random(RandomGenerator generator) {
        random = Objects.requireNonNull(generator, "generator");
        return this;
    }

    /**
     * The recipe.
     *
     * @return a new once
     */
    public Once build() {
        return new Once(this);
    }

    DistributedCache cache() {
        return cache;
    }

    Ttl window() {
        return window;
    }

    Ttl lease() {
        return lease == null ? window : lease;
    }

    boolean keepsFailed() {
        return keepsFailed;
    }

    boolean permitsWhileAway() {
        return permitsWhileAway;
    }

    RandomGenerator random() {
        return random;
    }
}
