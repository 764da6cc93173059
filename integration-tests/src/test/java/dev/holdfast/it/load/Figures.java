package dev.holdfast.it.load;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all threads did, and the first promise that was broken, which ends the load. */
final class Figures {
    private final LongAdder calls = new LongAdder();
    private final LongAdder notApplied = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder failedInCalm = new LongAdder();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private volatile boolean over;
    private volatile boolean halted;
    private volatile long haltedNanos = System.nanoTime();

    void called(long startNanos) {
        calls.increment();
        long now = System.nanoTime();
        if (!halted && startNanos - haltedNanos >= 0) {
            longestNanos.accumulate(now - startNanos);
        }
    }

    /** Does what halts all threads for a while, such as a full collection: calls meanwhile take their time for that. */
    <T> T halting(Supplier<T> measurement) {
        halted = true;
        try {
            return measurement.get();
        } finally {
            haltedNanos = System.nanoTime();
            halted = false;
        }
    }

    void failed(CacheException failure, boolean inCalm) {
        (failure.outcome() == Outcome.UNKNOWN ? unknown : notApplied).increment();
        if (inCalm) {
            failedInCalm.increment();
        }
    }

    /** A promise was broken. */
    void broken(Throwable how) {
        broken.compareAndSet(null, how);
        over = true;
    }

    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** How the first promise was broken; null if none was. */
    @Nullable
    Throwable broken() {
        return broken.get();
    }

    long calls() {
        return calls.sum();
    }

    long failures() {
        return notApplied.sum() + unknown.sum();
    }

    long unknown() {
        return unknown.sum();
    }

    long failedInCalm() {
        return failedInCalm.sum();
    }

    Duration longest() {
        return Duration.ofNanos(longestNanos.get());
    }
}
