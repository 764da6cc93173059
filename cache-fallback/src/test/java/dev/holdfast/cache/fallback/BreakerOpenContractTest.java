package dev.holdfast.cache.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The whole contract while the remote cache is away for good, every class of operation answered locally. */
class BreakerOpenContractTest implements CacheContract {
    private static Open harness;

    @BeforeAll
    static void open() {
        harness = new Open();
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    static void close() {
        harness.close();
    }

    private static final class Open implements CacheHarness {
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
            FaultyCache away = new FaultyCache(Caches.open("local:remote"));
            away.inject(CallFault.failBefore());
            CircuitBreakerCache breaker = CircuitBreakerCache.builder(away)
                    .local(Caches.open("local:", options.build()))
                    .ticker(ticker)
                    .degraded(DegradedPolicy.builder()
                            .conditionals(DegradedAnswer.LOCAL)
                            .counters(DegradedAnswer.LOCAL)
                            .build())
                    .schedule(new HandSchedule())
                    .build();
            for (int i = 0; i < BreakerOptions.defaults().consecutiveFailures(); i++) {
                breaker.get("fails");
            }
            assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
            return new PingingCache(breaker);
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
