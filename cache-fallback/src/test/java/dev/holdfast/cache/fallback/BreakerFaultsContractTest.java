package dev.holdfast.cache.fallback;

import com.github.benmanes.caffeine.cache.Cache;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** With nothing answered locally, the breaker keeps the clauses on failures as any cache does; only quicker. */
class BreakerFaultsContractTest implements CacheContract {
    private static Faulty harness;

    @BeforeAll
    static void open() {
        harness = new Faulty();
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    static void close() {
        harness.close();
    }

    private static final class Faulty implements CacheHarness {
        private static final Duration TIMEOUT = Duration.ofMillis(40);

        private final DistributedCache store = Caches.open("local:store");
        private final FaultyCache remote = faulty(store);
        private final DistributedCache cache = breaker(remote, Map.of());
        private final DistributedCache peer = breaker(faulty(store), Map.of());

        private static FaultyCache faulty(DistributedCache store) {
            return new FaultyCache(store, FaultPlan.none(), TIMEOUT, Sleeper.real());
        }

        private static DistributedCache breaker(DistributedCache remote, Map<String, String> parameters) {
            CacheOptions.Builder options = CacheOptions.builder();
            parameters.forEach(options::parameter);
            return CircuitBreakerCache.builder(remote)
                    .local(Caches.open("local:degraded", options.build()))
                    .breaker(BreakerOptions.builder()
                            .trialWait(Duration.ofMillis(20), Duration.ofMillis(200))
                            .build())
                    .degraded(
                            DegradedPolicy.builder().values(DegradedAnswer.FAIL).build())
                    .build();
        }

        @Override
        public DistributedCache cache() {
            return cache;
        }

        @Override
        public DistributedCache peer() {
            return peer;
        }

        @Override
        public DistributedCache open(Map<String, String> parameters) {
            CacheOptions.Builder options = CacheOptions.builder();
            parameters.forEach(options::parameter);
            return breaker(faulty(Caches.open("local:", options.build())), parameters);
        }

        @Override
        public Duration expiryResolution() {
            return Duration.ofMillis(1);
        }

        @Override
        public Duration timeout() {
            return TIMEOUT;
        }

        @Override
        public Set<Fault> faults() {
            return EnumSet.allOf(Fault.class);
        }

        @Override
        public void cause(Fault fault) {
            switch (fault) {
                case REFUSE -> remote.inject(CallFault.failBefore());
                case HANG, BLACK_HOLE -> remote.inject(CallFault.hang());
                case LOSE_ANSWERS -> remote.inject(CallFault.loseAnswer());
                case RESTART_EMPTY -> store.unwrap(Cache.class).invalidateAll();
            }
        }

        @Override
        public void heal() {
            remote.heal();
        }

        @Override
        public void close() {
            cache.close();
            peer.close();
        }
    }
}
