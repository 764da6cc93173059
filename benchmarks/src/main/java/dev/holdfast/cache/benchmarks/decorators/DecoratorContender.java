package dev.holdfast.cache.benchmarks.decorators;

import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.benchmarks.store.OurStore;
import dev.holdfast.cache.benchmarks.store.Store;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import dev.holdfast.cache.fallback.DegradedPolicy;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.observe.CacheStats;
import dev.holdfast.cache.observe.ObservedCache;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who competes in the decorator groups: the same cache, with nothing or something around it. */
public enum DecoratorContender implements Contender {
    /** The baseline. */
    BARE("the cache below") {
        @Override
        Store around(DistributedCache cache) {
            return new OurStore(cache, LIFE);
        }
    },
    /** A namespace. */
    OURS_PREFIXED("namespaced(\"users\")") {
        @Override
        Store around(DistributedCache cache) {
            return new OurStore(cache.namespaced("users"), LIFE);
        }
    },
    /** Values of a type; the codec copies. */
    OURS_TYPED("typed(Codecs.bytes())") {
        @Override
        Store around(DistributedCache cache) {
            return new TypedStore(cache.typed(Codecs.bytes()));
        }
    },
    /** Observed by the built-in figures. */
    OURS_OBSERVED("ObservedCache with CacheStats") {
        @Override
        Store around(DistributedCache cache) {
            return new OurStore(ObservedCache.of(cache, new CacheStats()), LIFE);
        }
    },
    /** A migration that has come far: reads come from the new side. */
    OURS_FALLBACK("FallbackCache, DRAIN") {
        @Override
        Store around(DistributedCache cache) {
            return new OurStore(FallbackCache.of(cache, Caches.open("local:")), LIFE);
        }
    },
    /** Closed. */
    OURS_BREAKER("CircuitBreakerCache, closed") {
        @Override
        Store around(DistributedCache cache) {
            return new OurStore(CircuitBreakerCache.builder(cache).build(), LIFE);
        }
    },
    /** Closed, keeping a copy of what is read. */
    OURS_WARM("CircuitBreakerCache, closed, warm") {
        @Override
        Store around(DistributedCache cache) {
            return new OurStore(
                    CircuitBreakerCache.builder(cache)
                            .degraded(DegradedPolicy.builder()
                                    .warm(Duration.ofSeconds(30))
                                    .build())
                            .build(),
                    LIFE);
        }
    },
    /** Three deep. */
    OURS_STACKED("observed(breaker(namespaced))") {
        @Override
        Store around(DistributedCache cache) {
            return new OurStore(
                    ObservedCache.of(
                            CircuitBreakerCache.builder(cache.namespaced("users"))
                                    .build(),
                            new CacheStats()),
                    LIFE);
        }
    },
    /** Resilience4j as its own guide shows it, with a window of the same size as our breaker's. */
    RESILIENCE4J("Resilience4j's own window") {
        @Override
        Store around(DistributedCache cache) {
            return new GuardedStore(cache, breaker());
        }
    };

    private static final Ttl LIFE = Ttl.of(Store.TTL);

    private final String title;

    DecoratorContender(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    abstract Store around(DistributedCache cache);

    private static CircuitBreaker breaker() {
        return CircuitBreaker.of(
                "benchmark",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(50)
                        .minimumNumberOfCalls(10)
                        .slowCallDurationThreshold(Duration.ofMillis(200))
                        .recordException(CacheTransientException.class::isInstance)
                        .build());
    }

    private record TypedStore(TypedCache<byte[]> cache) implements Store {
        @Override
        public byte @Nullable [] get(String key) {
            return cache.get(key);
        }

        @Override
        public void set(String key, byte[] value) {
            cache.set(key, value, LIFE);
        }
    }

    private record GuardedStore(DistributedCache cache, CircuitBreaker breaker) implements Store {
        @Override
        public byte @Nullable [] get(String key) {
            return breaker.<byte @Nullable []>executeSupplier(() -> cache.get(key));
        }

        @Override
        public void set(String key, byte[] value) {
            cache.set(key, value, LIFE);
        }
    }
}
