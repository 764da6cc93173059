package dev.holdfast.it.recipes;

import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.recipes.CacheAsideContract;
import dev.holdfast.it.FaultyLocalHarness;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** On a cache whose requests and answers are late by chance, so that steps of several callers mix. */
class SlowCacheAsideContractTest implements CacheAsideContract {
    private static final CacheHarness HARNESS = new FaultyLocalHarness(FakeTicker.nearOverflow());

    @BeforeEach
    void delay() {
        Objects.requireNonNull(HARNESS.cache().unwrap(FaultyCache.class))
                .follow(FaultPlan.seeded(11)
                        .with(0.3, CallFault.delayAnswer(Duration.ofMillis(2)))
                        .with(0.3, CallFault.delayRequest(Duration.ofMillis(2))));
    }

    @Override
    public CacheHarness harness() {
        return HARNESS;
    }

    @AfterAll
    static void close() {
        HARNESS.close();
    }
}
