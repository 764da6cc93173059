package dev.holdfast.cache;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a URL can't say: who observes, and where time and chance come from. Immutable.
 *
 * @param parameters added to the URL's own, which they override; empty by default
 * @param observer who is told of every call and state; none by default
 * @param ticker a monotonic clock in nanoseconds, for durations and in-process expiry; {@link System#nanoTime()} by
 *     default
 * @param clock the wall clock, for backends whose protocol wants absolute times; the system's by default
 * @param random for jitter, safe for several threads; {@link ThreadLocalRandom} by default
 */
public record CacheOptions(
        Map<String, String> parameters,
        CacheObserver observer,
        LongSupplier ticker,
        InstantSource clock,
        RandomGenerator random) {
    private static final CacheOptions DEFAULTS = builder().build();

    /**
     * Checks that none is null that must not be.
     *
     * @param parameters added to the URL's own, which they override
     * @param observer who is told of every call and state
     * @param ticker a monotonic clock in nanoseconds, for durations and in-process expiry
     * @param clock the wall clock, for backends whose protocol wants absolute times
     * @param random for jitter, safe for several threads
     */
    public CacheOptions {
        parameters = Map.copyOf(parameters);
        Objects.requireNonNull(observer, "observer");
        Objects.requireNonNull(ticker, "ticker");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(random, "random");
    }

    /**
     * All defaults.
     *
     * @return always the same
     */
    public static CacheOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Starts from the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Never shows the parameters, which may hold secrets. */
    @Override
    public String toString() {
        return "CacheOptions" + parameters.keySet();
    }

    /** Builds {@link CacheOptions}. Not safe for several threads. */
    public static final class Builder {
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private CacheObserver observer = CacheObserver.none();
        private LongSupplier ticker = System::nanoTime;
        private InstantSource clock = InstantSource.system();
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

        private Builder() {}

        /**
         * Adds a URL parameter, over the URL's own.
         *
         * @param name its name, as in the URL
         * @param value its value, as in the URL but not percent-encoded
         * @return this builder
         */
        public Builder parameter(String name, String value) {
            parameters.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets who is told of every call and state.
         *
         * @param observer the observer; several by {@link CacheObserver#all}
         * @return this builder
         */
        public Builder observer(CacheObserver observer) {
            this.observer = Objects.requireNonNull(observer, "observer");
            return this;
        }

        /**
         * Sets the monotonic clock.
         *
         * @param ticker nanoseconds since any moment, never going back
         * @return this builder
         */
        public Builder ticker(LongSupplier ticker) {
            this.ticker = Objects.requireNonNull(ticker, "ticker");
            return this;
        }

        /**
         * Sets the wall clock.
         *
         * @param clock the time now
         * @return this builder
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets where chance comes from.
         *
         * @param random safe for several threads
         * @return this builder
         */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /**
         * The options.
         *
         * @return immutable options
         */
        public CacheOptions build() {
            return new CacheOptions(parameters, observer, ticker, clock, random);
        }
    }
}
