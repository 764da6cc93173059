package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.it.FaultyLocalHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract on two in-process caches that can break like servers, in one phase. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LocalPair implements CacheContract {
    private final MigrationPhase phase;
    private final boolean oldIsDown;
    private CacheHarness harness;

    LocalPair(MigrationPhase phase, boolean oldIsDown) {
        this.phase = phase;
        this.oldIsDown = oldIsDown;
    }

    @BeforeAll
    void open() {
        FakeTicker ticker = FakeTicker.nearOverflow();
        CacheHarness newSide = new FaultyLocalHarness(ticker);
        CacheHarness oldSide = new FaultyLocalHarness(ticker);
        harness = oldIsDown
                ? FallbackHarness.withOldDown(newSide, oldSide)
                : new FallbackHarness(newSide, oldSide, phase);
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    void close() {
        harness.close();
    }
}
