package dev.holdfast.it.load;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Outcome;
import dev.holdfast.it.faults.Stalls;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What all threads did, and the first promise that was broken, which ends the load. */
final class Figures {
    /** The promise is the timeout of 250 ms and 50 more; less than another timeout is left to a loaded machine. */
    private static final Duration LONGEST_CALL = Duration.ofMillis(500);

    private final LongAdder calls = new LongAdder();
    private final LongAdder notApplied = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder failedInCalm = new LongAdder();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final Queue<Call> late = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    private record Call(long startNanos, long endNanos) {
        Duration taken(Stalls stalls) {
            return Duration.ofNanos(endNanos - startNanos - stalls.within(startNanos, endNanos));
        }
    }

    void called(long startNanos) {
        calls.increment();
        Call call = new Call(startNanos, System.nanoTime());
        longestNanos.accumulate(call.endNanos() - startNanos);
        if (call.endNanos() - startNanos > LONGEST_CALL.toNanos()) {
            late.add(call);
        }
    }

    /** Fails if a call took too long, without what this process stood still. */
    void checkCalls(Stalls stalls) {
        late.forEach(call -> {
            if (call.taken(stalls).compareTo(LONGEST_CALL) > 0) {
                throw new AssertionError("a call took " + call.taken(stalls) + " and this process's stalls");
            }
        });
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
