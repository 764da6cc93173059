package dev.holdfast.cache.recipes.aside;

import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CacheAside} runs on. Immutable.
 *
 * @param executor runs loaders and what is done in the background; null for its own: virtual threads where the JDK has
 *     them, else a pool of daemon threads with a few more than may load at once
 * @param scheduler calls back later; null for its own: one daemon thread, there only while something is due
 * @param ticker a monotonic clock in nanoseconds
 * @param clock the wall clock, which stamps and ages entries
 * @param random for jitter, early refreshes and the marks that tell entries apart; safe for several threads
 * @param context called on the caller's thread, it wraps what will run on another one
 */
public record AsideRuntime(
        @Nullable Executor executor,
        @Nullable Scheduler scheduler,
        LongSupplier ticker,
        InstantSource clock,
        RandomGenerator random,
        UnaryOperator<Runnable> context) {
    private static final AsideRuntime DEFAULTS = new AsideRuntime(
            null,
            null,
            System::nanoTime,
            InstantSource.system(),
            () -> ThreadLocalRandom.current().nextLong(),
            UnaryOperator.identity());

    /**
     * Checks that none is null that must not be.
     *
     * @param executor runs loaders and what is done in the background
     * @param scheduler calls back later
     * @param ticker a monotonic clock in nanoseconds
     * @param clock the wall clock
     * @param random safe for several threads
     * @param context wraps what will run on another thread
     */
    public AsideRuntime {
        Objects.requireNonNull(ticker, "ticker");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(random, "random");
        Objects.requireNonNull(context, "context");
    }

    /**
     * All defaults.
     *
     * @return always the same
     */
    public static AsideRuntime defaults() {
        return DEFAULTS;
    }
}
