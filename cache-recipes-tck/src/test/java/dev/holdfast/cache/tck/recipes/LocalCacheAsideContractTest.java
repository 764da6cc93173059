package dev.holdfast.cache.tck.recipes;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** On the cache of one process, in which two {@code CacheAside}s are as two processes. */
class LocalCacheAsideContractTest implements CacheAsideContract {
    private final LocalHarness harness = new LocalHarness();

    @Override
    public CacheHarness harness() {
        return harness;
    }

    private static final class LocalHarness implements CacheHarness {
        private final FakeTicker ticker = FakeTicker.nearOverflow();
        private final DistributedCache cache = open(Map.of());

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
            CacheOptions.Builder options = CacheOptions.builder().ticker(ticker);
            parameters.forEach(options::parameter);
            return Caches.open("local:", options.build());
        }

        @Override
        public long nanoTime() {
            return ticker.getAsLong();
        }

        @Override
        public void advance(Duration duration) {
            ticker.advance(duration);
        }

        @Override
        public Duration expiryResolution() {
            return Duration.ofMillis(1);
        }

        @Override
        public Set<Fault> faults() {
            return Set.of();
        }

        @Override
        public void close() {
            cache.close();
        }
    }
}
