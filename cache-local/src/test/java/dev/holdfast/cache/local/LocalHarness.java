package dev.holdfast.cache.local;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** The local driver on a ticker of the test's own, which starts just before it wraps. */
final class LocalHarness implements CacheHarness {
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(3).toNanos());
    private final UnaryOperator<DistributedCache> decorator;
    private final DistributedCache cache;

    LocalHarness() {
        this(UnaryOperator.identity());
    }

    LocalHarness(UnaryOperator<DistributedCache> decorator) {
        this.decorator = decorator;
        this.cache = open(Map.of());
    }

    @Override
    public DistributedCache cache() {
        return cache;
    }

    @Override
    public DistributedCache peer() {
        return cache;
    }

    @Override
    public DistributedCache open(Map<String, String> parameters) {
        CacheOptions.Builder options = CacheOptions.builder().ticker(nanos::get);
        parameters.forEach(options::parameter);
        return decorator.apply(Caches.open("local:", options.build()));
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    @Override
    public Duration expiryResolution() {
        return Duration.ofMillis(1);
    }

    @Override
    public Duration timeout() {
        return Duration.ofMillis(250);
    }

    @Override
    public Set<Fault> faults() {
        return Set.of();
    }

    @Override
    public void cause(Fault fault) {
        throw new IllegalStateException("there is no server");
    }

    @Override
    public void heal() {}

    @Override
    public void close() {
        cache.close();
    }
}
