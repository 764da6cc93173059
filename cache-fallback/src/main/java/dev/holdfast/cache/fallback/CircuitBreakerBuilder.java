package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.observe.GuardedObserver;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds a {@link CircuitBreakerCache}. Not safe for several threads. */
public final class CircuitBreakerBuilder {
    private final DistributedCache remote;
    private @Nullable DistributedCache local;
    private BreakerOptions options = BreakerOptions.defaults();
    private DegradedPolicy policy = DegradedPolicy.defaults();
    private CacheObserver observer = CacheObserver.none();
    private LongSupplier ticker = System::nanoTime;
    private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    private @Nullable BreakerSchedule schedule;

    CircuitBreakerBuilder(DistributedCache remote) {
        this.remote = Objects.requireNonNull(remote, "remote");
    }

    /**
     * Sets the cache that answers while the remote one is away; {@code local:} by default. No one else may use it.
     *
     * @param cache empty, and quick; closed with the breaker
     * @return this builder
     */
    public CircuitBreakerBuilder local(DistributedCache cache) {
        local = Objects.requireNonNull(cache, "cache");
        return this;
    }

    /**
     * Sets when it opens and closes.
     *
     * @param breaker the options
     * @return this builder
     */
    public CircuitBreakerBuilder breaker(BreakerOptions breaker) {
        options = Objects.requireNonNull(breaker, "breaker");
        return this;
    }

    /**
     * Sets what it does while the remote cache is away, and afterwards.
     *
     * @param degraded the policy
     * @return this builder
     */
    public CircuitBreakerBuilder degraded(DegradedPolicy degraded) {
        policy = Objects.requireNonNull(degraded, "degraded");
        return this;
    }

    /**
     * Sets who is told of state moves.
     *
     * @param told guarded, so that one that throws or is slow harms no call
     * @return this builder
     */
    public CircuitBreakerBuilder observer(CacheObserver told) {
        observer = Objects.requireNonNull(told, "told");
        return this;
    }

    /**
     * Sets the monotonic clock.
     *
     * @param nanos nanoseconds since any moment, never going back; {@link System#nanoTime()} by default
     * @return this builder
     */
    public CircuitBreakerBuilder ticker(LongSupplier nanos) {
        ticker = Objects.requireNonNull(nanos, "nanos");
        return this;
    }

    /**
     * Sets where the jitter of waits comes from.
     *
     * @param chance safe for several threads; {@link ThreadLocalRandom} by default
     * @return this builder
     */
    public CircuitBreakerBuilder random(RandomGenerator chance) {
        random = Objects.requireNonNull(chance, "chance");
        return this;
    }

    /** Takes the steps of the recovery by a test's own hand. */
    CircuitBreakerBuilder schedule(BreakerSchedule steps) {
        schedule = steps;
        return this;
    }

    /**
     * The breaker, closed.
     *
     * @return a new cache; closing it closes both caches
     */
    public CircuitBreakerCache build() {
        return new CircuitBreakerCache(this, schedule == null ? new BreakerThread() : schedule);
    }

    DistributedCache remote() {
        return remote;
    }

    DistributedCache openLocal() {
        return local != null
                ? local
                : Caches.open(
                        "local:breaker", CacheOptions.builder().ticker(ticker).build());
    }

    BreakerOptions options() {
        return options;
    }

    DegradedPolicy policy() {
        return policy;
    }

    GuardedObserver guard() {
        return GuardedObserver.around(observer);
    }

    LongSupplier ticker() {
        return ticker;
    }

    RandomGenerator random() {
        return random;
    }
}
