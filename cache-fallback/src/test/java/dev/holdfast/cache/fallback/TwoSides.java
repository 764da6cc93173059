package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import org.jspecify.annotations.Nullable;

/** Two caches that can fail, and a migration between them that a test moves on by hand. */
final class TwoSides implements AutoCloseable {
    static final Ttl HOUR = Ttl.ofMinutes(60);

    final FakeTicker ticker = FakeTicker.nearOverflow();
    final DistributedCache newStore = open();
    final DistributedCache oldStore = open();
    final FaultyCache newCache = new FaultyCache(newStore);
    final FaultyCache oldCache = new FaultyCache(oldStore);
    final PhaseSwitch phases = new PhaseSwitch(MigrationPhase.OLD_ONLY);
    final FallbackCache cache = builder().build();

    private DistributedCache open() {
        return Caches.open("local:", CacheOptions.builder().ticker(ticker).build());
    }

    FallbackCacheBuilder builder() {
        return FallbackCache.builder(newCache, oldCache)
                .phases(phases)
                .ticker(ticker)
                .executor(Runnable::run);
    }

    /** Another process's, which reaches both sides whatever this one meets; to be closed by the caller. */
    FallbackCache otherInFallback() {
        return FallbackCache.builder(newStore, oldStore)
                .phases(PhaseSource.fixed(MigrationPhase.FALLBACK))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    void moveTo(MigrationPhase phase) {
        while (phases.phase() != phase) {
            phases.moveTo(phases.phase().stepTowards(phase));
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, UTF_8);
    }

    /** These calls fail before they are sent, all others pass. */
    static FaultPlan failing(Operation first, Operation... more) {
        return FaultPlan.untilFurtherNotice(CallFault.failBefore()).onlyFor(first, more);
    }

    /** The side goes away in the first call of an operation, and stays so. */
    static FaultPlan lostIn(Operation operation, CallFault how) {
        boolean[] lost = new boolean[1];
        return called -> {
            if (lost[0]) {
                return CallFault.failBefore();
            }
            lost[0] = called == operation;
            return lost[0] ? how : CallFault.pass();
        };
    }

    @Override
    public void close() {
        cache.close();
    }
}
