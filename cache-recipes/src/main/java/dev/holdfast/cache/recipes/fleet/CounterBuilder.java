package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Counter}. Not safe for several threads. */
public final class CounterBuilder {
    private final DistributedCache cache;
    private final CounterSource source;
    private Ttl ttl = Ttl.ofMinutes(60);
    private Duration lease = Duration.ofSeconds(10);
    private Duration patience = Duration.ofSeconds(2);
    private Duration flushEvery = Duration.ofSeconds(1);
    private long flushAfter = 1_000;
    private int mostKeys = 100_000;
    private @Nullable String writer;
    private @Nullable ScheduledExecutorService scheduler;
    private @Nullable Consumer<? super Throwable> failures;
    private RandomGenerator random = new SecureRandom();
    private Time time = Time.real();

    CounterBuilder(DistributedCache cache, CounterSource source) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.source = Objects.requireNonNull(source, "source");
    }

    /**
     * Sets how long a cached counter lives before it is restored anew; counting does not prolong it.
     *
     * @param newTtl an hour by default
     * @return this builder
     */
    public CounterBuilder ttl(Ttl newTtl) {
        ttl = Objects.requireNonNull(newTtl, "newTtl");
        return this;
    }

    /**
     * Sets how long a restore may take: a restorer that was killed keeps the others waiting for so long.
     *
     * @param longestLoad longer than the source's slowest load, 1 ms to 1 h; 10 s by default
     * @return this builder
     */
    public CounterBuilder lease(Duration longestLoad) {
        lease = Objects.requireNonNull(longestLoad, "longestLoad");
        return this;
    }

    /**
     * Sets how long a caller waits for another process's restore before it is refused.
     *
     * @param longestWait 0 to 1 h; 2 s by default
     * @return this builder
     */
    public CounterBuilder patience(Duration longestWait) {
        patience = Objects.requireNonNull(longestWait, "longestWait");
        return this;
    }

    /**
     * Sets when the source is told: how much a killed process can lose.
     *
     * @param interval 1 ms to 1 h; 1 s by default. While the source fails it is doubled each time, up to 64 fold
     * @param counts after so many counts at once, 1 or more; 1,000 by default
     * @return this builder
     */
    public CounterBuilder flush(Duration interval, long counts) {
        flushEvery = Objects.requireNonNull(interval, "interval");
        flushAfter = counts;
        return this;
    }

    /**
     * Sets how many keys may wait for the source; counts of further keys are refused.
     *
     * @param keys 1 to 10,000,000; 100,000 by default
     * @return this builder
     */
    public CounterBuilder mostKeys(int keys) {
        mostKeys = keys;
        return this;
    }

    /**
     * Sets the name under which the source keeps the sequence of this counter's flushes. Never give the name of a
     * counter that was built before: its sequence starts at 1 again.
     *
     * @param name not blank; 128 random bits by default
     * @return this builder
     */
    public CounterBuilder writer(String name) {
        writer = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets what flushes in the background.
     *
     * @param executor not shut down with the counter; a daemon thread of the counter's own by default
     * @return this builder
     */
    public CounterBuilder scheduler(ScheduledExecutorService executor) {
        scheduler = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets who is told of flushes that failed in the background; each is tried again.
     *
     * @param listener of the source's and the cache's exceptions; by default they are logged as warnings
     * @return this builder
     */
    public CounterBuilder failures(Consumer<? super Throwable> listener) {
        failures = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets where tokens come from.
     *
     * @param generator safe for several threads, and never the same in two processes; a {@link SecureRandom} by default
     * @return this builder
     */
    public CounterBuilder random(RandomGenerator generator) {
        random = Objects.requireNonNull(generator, "generator");
        return this;
    }

    /**
     * Sets how time passes.
     *
     * @param ticker a monotonic clock in nanoseconds; {@link System#nanoTime()} by default
     * @param pause lets so many nanoseconds pass, or less; {@code LockSupport.parkNanos} by default
     * @return this builder
     */
    public CounterBuilder time(LongSupplier ticker, LongConsumer pause) {
        time = new Time(ticker, pause);
        return this;
    }

    /**
     * The counter; it flushes in the background from now on.
     *
     * @return a new counter
     * @throws IllegalArgumentException naming every option that is out of bounds
     */
    public Counter build() {
        new Bounds()
                .within("lease", lease, Bounds.MILLI, Bounds.HOUR)
                .within("patience", patience, Duration.ZERO, Bounds.HOUR)
                .within("the flush's interval", flushEvery, Bounds.MILLI, Bounds.HOUR)
                .within("the flush's counts", flushAfter, 1, Long.MAX_VALUE)
                .within("mostKeys", mostKeys, 1, 10_000_000)
                .check(writer == null || !writer.isBlank(), "a writer needs a name that is not blank")
                .keep();
        return new Counter(this);
    }

    DistributedCache cache() {
        return cache;
    }

    CounterSource source() {
        return source;
    }

    Ttl ttl() {
        return ttl;
    }

    Duration lease() {
        return lease;
    }

    Duration patience() {
        return patience;
    }

    Duration flushEvery() {
        return flushEvery;
    }

    long flushAfter() {
        return flushAfter;
    }

    int mostKeys() {
        return mostKeys;
    }

    String writer(Claims claims) {
        return writer == null ? claims.token() : writer;
    }

    Background background() {
        return new Background("counter", scheduler, failures);
    }

    RandomGenerator random() {
        return random;
    }

    Time time() {
        return time;
    }
}
