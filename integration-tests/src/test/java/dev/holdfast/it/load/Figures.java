package dev.holdfast.it.load;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
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

    void called(long tookNanos) {
        calls.increment();
        longestNanos.accumulate(tookNanos);
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
