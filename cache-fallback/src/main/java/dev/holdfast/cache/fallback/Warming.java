package dev.holdfast.cache.fallback;

import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Versioned;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/** Brings keys into new before they are asked for, no faster than told. */
final class Warming {
    private final Placement placement;
    private final Copies copies;
    private final LongSupplier ticker;
    private final long nanosAKey;

    Warming(Placement placement, Copies copies, LongSupplier ticker, int keysPerSecond) {
        if (keysPerSecond < 1) {
            throw new IllegalArgumentException("keysPerSecond must be 1 or more, not " + keysPerSecond);
        }
        this.placement = placement;
        this.copies = copies;
        this.ticker = ticker;
        this.nanosAKey = TimeUnit.SECONDS.toNanos(1) / keysPerSecond;
    }

    /** Until the phase is another: what may be brought in one must not be in the next. */
    long run(Iterable<String> keys, PhaseSource phases, LongPredicate progress) {
        MigrationPhase phase = phases.phase();
        if (phase != MigrationPhase.FALLBACK && phase != MigrationPhase.DRAIN) {
            throw new IllegalStateException("new can be warmed in FALLBACK and DRAIN, not in " + phase);
        }
        long looked = 0;
        long warm = 0;
        long next = ticker.getAsLong();
        for (String key : keys) {
            for (long left = next - ticker.getAsLong(); left > 0; left = next - ticker.getAsLong()) {
                LockSupport.parkNanos(left);
                if (Thread.currentThread().isInterrupted()) {
                    return warm;
                }
            }
            if (phases.phase() != phase) {
                return warm;
            }
            next += nanosAKey;
            warm += bring(KeyRules.check(key), phase) ? 1 : 0;
            if (!progress.test(++looked)) {
                return warm;
            }
        }
        return warm;
    }

    private boolean bring(String key, MigrationPhase phase) {
        if (phase == MigrationPhase.FALLBACK) {
            return copies.copy(key) || holdsCopy(key);
        }
        return placement.own(Operation.GET, key).entry() != null;
    }

    private boolean holdsCopy(String key) {
        Versioned inNew = placement.newCache.gets(key);
        return inNew != null && placement.marks.visible(inNew.value()) != null;
    }
}
