package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Ttl;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Refresher}. Not safe for several threads.
 *
 * @param <V> the type of the value
 */
public final class RefresherBuilder<V> {
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);
    private static final int MOST_KEY_BYTES =
            KeyRules.MAX_BYTES - RefreshTurn.key("").length();

    private final DistributedCache cache;
    private final String key;
    private final Codec<V> codec;
    private final Callable<? extends V> loader;
    private Duration period = Duration.ofMinutes(1);
    private @Nullable Ttl ttl;
    private Duration lease = Duration.ofSeconds(10);
    private Duration longest = Duration.ofMinutes(10);
    private double jitter = 0.1;
    private @Nullable ScheduledExecutorService scheduler;
    private @Nullable Executor executor;
    private @Nullable Consumer<? super Throwable> failures;
    private RandomGenerator random = new SecureRandom();
    private LongSupplier ticker = System::nanoTime;

    RefresherBuilder(DistributedCache cache, String key, Codec<V> codec, Callable<? extends V> loader) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.key = KeyRules.check(key);
        if (key.getBytes(StandardCharsets.UTF_8).length > MOST_KEY_BYTES) {
            throw new IllegalArgumentException("a refresher's key must be at most " + MOST_KEY_BYTES
                    + " UTF-8 bytes, for " + RefreshTurn.key("<key>") + " is a key too; hash its long part");
        }
        this.codec = Objects.requireNonNull(codec, "codec");
        this.loader = Objects.requireNonNull(loader, "loader");
    }

    /**
     * Sets how often it is refreshed, from begin to begin.
     *
     * @param interval 10 ms to 3,650 days; a minute by default. On memcached, which counts in seconds, up to 3 s more
     * @return this builder
     */
    public RefresherBuilder<V> period(Duration interval) {
        period = Objects.requireNonNull(interval, "interval");
        return this;
    }

    /**
     * Sets how long a value lives when nobody refreshes it.
     *
     * @param newTtl ten periods by default
     * @return this builder
     */
    public RefresherBuilder<V> ttl(Ttl newTtl) {
        ttl = Objects.requireNonNull(newTtl, "newTtl");
        return this;
    }

    /**
     * Sets how soon another process takes over from one that was killed while it refreshed; who refreshes renews its
     * lease three times as often.
     *
     * @param silence 10 ms to 1 h; 10 s by default. Give memcached 3 s or more
     * @return this builder
     */
    public RefresherBuilder<V> lease(Duration silence) {
        lease = Objects.requireNonNull(silence, "silence");
        return this;
    }

    /**
     * Sets how long a refresh may take; one that takes longer loses its turn, and its value is thrown away.
     *
     * @param longestLoad from the lease to 3,650 days; 10 min by default
     * @return this builder
     */
    public RefresherBuilder<V> longest(Duration longestLoad) {
        longest = Objects.requireNonNull(longestLoad, "longestLoad");
        return this;
    }

    /**
     * Sets by how much each try is put off by chance, so that processes do not try at the same moment.
     *
     * @param fraction of the period at most, 0 to 1; 0.1 by default
     * @return this builder
     */
    public RefresherBuilder<V> jitter(double fraction) {
        jitter = fraction;
        return this;
    }

    /**
     * Sets what tries and renews; it is never kept busy by the loader.
     *
     * @param newScheduler not shut down with the refresher; a daemon thread of its own by default
     * @return this builder
     */
    public RefresherBuilder<V> scheduler(ScheduledExecutorService newScheduler) {
        scheduler = Objects.requireNonNull(newScheduler, "newScheduler");
        return this;
    }

    /**
     * Sets where the loader runs.
     *
     * @param newExecutor not shut down with the refresher; a daemon thread of its own by default
     * @return this builder
     */
    public RefresherBuilder<V> executor(Executor newExecutor) {
        executor = Objects.requireNonNull(newExecutor, "newExecutor");
        return this;
    }

    /**
     * Sets who is told of failures; after each it is tried again.
     *
     * @param listener of the loader's and the cache's exceptions; by default they are logged as warnings
     * @return this builder
     */
    public RefresherBuilder<V> failures(Consumer<? super Throwable> listener) {
        failures = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets where tokens and jitter come from.
     *
     * @param generator safe for several threads, and never the same in two processes; a {@link SecureRandom} by default
     * @return this builder
     */
    public RefresherBuilder<V> random(RandomGenerator generator) {
        random = Objects.requireNonNull(generator, "generator");
        return this;
    }

    /**
     * Sets the monotonic clock.
     *
     * @param nanos nanoseconds since any moment, never going back; {@link System#nanoTime()} by default
     * @return this builder
     */
    public RefresherBuilder<V> ticker(LongSupplier nanos) {
        ticker = Objects.requireNonNull(nanos, "nanos");
        return this;
    }

    /**
     * The refresher; it takes turns from now on.
     *
     * @return a new refresher
     * @throws IllegalArgumentException naming every option that is out of bounds
     */
    public Refresher<V> start() {
        new Bounds()
                .within("period", period, SHORTEST_PERIOD, Bounds.DECADE)
                .within("lease", lease, SHORTEST_PERIOD, Bounds.HOUR)
                .within("longest", longest, lease, Bounds.DECADE)
                .check(jitter >= 0 && jitter <= 1, "jitter must be from 0 to 1, not " + jitter)
                .keep();
        Refresher<V> refresher = new Refresher<>(this);
        refresher.begin();
        return refresher;
    }

    DistributedCache cache() {
        return cache;
    }

    String key() {
        return key;
    }

    Codec<V> codec() {
        return codec;
    }

    Callable<? extends V> loader() {
        return loader;
    }

    Duration period() {
        return period;
    }

    Ttl ttl() {
        return ttl == null ? Ttl.of(period.multipliedBy(10)) : ttl;
    }

    Duration lease() {
        return lease;
    }

    Duration longest() {
        return longest;
    }

    /** A random part of the jitter. */
    Duration nextJitter() {
        return Duration.ofNanos((long) (period.toNanos() * jitter * random.nextDouble()));
    }

    Background background() {
        return new Background("refresher", scheduler, failures);
    }

    @Nullable
    Executor executor() {
        return executor;
    }

    RandomGenerator random() {
        return random;
    }

    LongSupplier ticker() {
        return ticker;
    }
}
