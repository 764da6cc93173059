package dev.holdfast.it.breaker;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.BreakerOptions;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import dev.holdfast.cache.fallback.DegradedAnswer;
import dev.holdfast.cache.fallback.DegradedPolicy;
import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import dev.holdfast.servers.MemcachedHarness;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The whole contract through a breaker above memcached, with every fault; built by hand, so that it tries by itself. */
class MemcachedBreakerContractTest implements CacheContract {
    private static Broken harness;

    @BeforeAll
    static void open() {
        harness = new Broken();
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    /** A machine that stood still a while ago, and opened the breaker, is not what a test is about. */
    @BeforeEach
    void awaitClosed() {
        Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
            harness().cache().ping();
            harness().peer().ping();
            return true;
        });
    }

    @AfterAll
    static void close() {
        harness.close();
    }

    private static final class Broken implements CacheHarness {
        private final MemcachedHarness servers = new MemcachedHarness(1, "");
        private final DistributedCache cache = around(servers.cache(), Map.of());
        private final DistributedCache peer = around(servers.peer(), Map.of());

        private static DistributedCache around(DistributedCache remote, Map<String, String> parameters) {
            CacheOptions.Builder options = CacheOptions.builder();
            parameters.forEach(options::parameter);
            return CircuitBreakerCache.builder(remote)
                    .local(Caches.open("local:", options.build()))
                    .breaker(BreakerOptions.builder()
                            .slowCall(Duration.ofMillis(400))
                            .trialWait(Duration.ofMillis(50), Duration.ofMillis(500))
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
            return around(servers.open(parameters), parameters);
        }

        @Override
        public Duration expiryResolution() {
            return servers.expiryResolution();
        }

        @Override
        public Duration timeout() {
            return servers.timeout();
        }

        @Override
        public Set<Fault> faults() {
            return servers.faults();
        }

        @Override
        public void cause(Fault fault) {
            servers.cause(fault);
        }

        @Override
        public void heal() {
            servers.heal();
        }

        @Override
        public void close() {
            cache.close();
            peer.close();
            servers.close();
        }
    }
}
