package dev.holdfast.cache.benchmarks.breaker;

import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.benchmarks.Contender;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import dev.holdfast.cache.fallback.DegradedPolicy;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who competes in the breaker groups: the same cache, with nothing or something around it. */
public enum BreakerContender implements Contender {
    /** The baseline. */
    BARE("the cache below") {
        @Override
        ReadStore around(DistributedCache cache) {
            return cache::get;
        }
    },
    /** Ours, closed. */
    OURS("Holdfast breaker:") {
        @Override
        ReadStore around(DistributedCache cache) {
            return CircuitBreakerCache.builder(cache).build()::get;
        }
    },
    /** Ours, keeping a copy of what is read. */
    OURS_WARM("Holdfast breaker:, warm=true") {
        @Override
        ReadStore around(DistributedCache cache) {
            return CircuitBreakerCache.builder(cache)
                    .degraded(DegradedPolicy.builder()
                            .warm(Duration.ofSeconds(30))
                            .build())
                    .build()::get;
        }
    },
    /** Resilience4j as its own guide shows it, with a window of the same size. */
    RESILIENCE4J("Resilience4j's own window") {
        @Override
        ReadStore around(DistributedCache cache) {
            CircuitBreaker breaker = CircuitBreaker.of(
                    "benchmark",
                    CircuitBreakerConfig.custom()
                            .slidingWindowSize(50)
                            .minimumNumberOfCalls(10)
                            .slowCallDurationThreshold(Duration.ofMillis(200))
                            .recordException(CacheTransientException.class::isInstance)
                            .build());
            return key -> breaker.<byte @Nullable []>executeSupplier(() -> cache.get(key));
        }
    },
    /** The baseline once more, last in each round: says how far the round is to be believed. */
    TWIN("the first line again (A/A)") {
        @Override
        ReadStore around(DistributedCache cache) {
            return BARE.around(cache);
        }
    };

    private final String title;

    BreakerContender(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    abstract ReadStore around(DistributedCache cache);
}
