package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The whole contract while all is well, by URL as an application opens it: with local copies, and without. */
class BreakerClosedContractTest {
    @Nested
    class Cold implements CacheContract {
        @Override
        public CacheHarness harness() {
            return COLD;
        }
    }

    @Nested
    class Warm implements CacheContract {
        @Override
        public CacheHarness harness() {
            return WARM;
        }
    }

    private static final Closed COLD = new Closed("breaker:local:remote");
    private static final Closed WARM = new Closed("breaker:[local:remote]?warm=true");

    @AfterAll
    static void close() {
        COLD.close();
        WARM.close();
    }

    private static final class Closed implements CacheHarness {
        private final FakeTicker ticker = FakeTicker.nearOverflow();
        private final String url;
        private final DistributedCache cache;

        Closed(String url) {
            this.url = url;
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
            CacheOptions.Builder options = CacheOptions.builder().ticker(ticker);
            parameters.forEach(options::parameter);
            return Caches.open(url, options.build());
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
