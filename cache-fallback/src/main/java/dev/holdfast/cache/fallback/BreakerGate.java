package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheObserver;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where calls go, and the account of how they end.
 *
 * <p>While all is well a call reads three volatile fields and the clock twice, and adds one to a striped counter. The
 * account of a call is of the epoch it began in: what was sent before a fall and ends after the recovery is no news of
 * the server that is back.
 */
final class BreakerGate {
    private final BreakerWindow window;
    private final BreakerOptions options;
    private final String endpoint;
    private final CacheObserver observer;
    private final LongSupplier ticker;
    private final OutageJournal journal;
    private final long slowNanos;
    private final AtomicLong opened = new AtomicLong();

    private volatile boolean direct = true;
    private volatile int epoch;
    private volatile BreakerState state = BreakerState.CLOSED;
    /** While it is looked whether all is told, so that the breaker may close. */
    private volatile boolean closing;

    private volatile int failuresInARow;
    private volatile String why = "";
    private volatile boolean shut;
    private volatile long openedAtNanos;

    /** Called after it has opened, and when there is something to reconcile. */
    private volatile Runnable whenWorkIsThere = () -> {};

    BreakerGate(
            BreakerWindow window,
            BreakerOptions options,
            String endpoint,
            CacheObserver observer,
            LongSupplier ticker,
            OutageJournal journal) {
        this.window = window;
        this.options = options;
        this.endpoint = endpoint;
        this.observer = observer;
        this.ticker = ticker;
        this.journal = journal;
        this.slowNanos = options.slowCall().toNanos();
    }

    void whenWorkIsThere(Runnable work) {
        whenWorkIsThere = work;
    }

    /** Whether every call may go to the remote cache. */
    boolean isDirect() {
        return direct;
    }

    BreakerState state() {
        return state;
    }

    long opened() {
        return opened.get();
    }

    /** Why the breaker is open, in words. */
    String why() {
        return why;
    }

    /** The number of the present time without a fall. */
    int epoch() {
        return epoch;
    }

    long now() {
        return ticker.getAsLong();
    }

    /** A call to the remote cache was answered. */
    void answered(int callEpoch, long startNanos) {
        long tookNanos = ticker.getAsLong() - startNanos;
        if (tookNanos > slowNanos) {
            record(callEpoch, tookNanos, null);
        } else {
            if (failuresInARow != 0) {
                failuresInARow = 0;
            }
            window.answered();
        }
    }

    /** A call to the remote cache threw. */
    void failed(int callEpoch, long startNanos, RuntimeException failure) {
        if (isOutage(failure)) {
            record(callEpoch, ticker.getAsLong() - startNanos, failure);
        } else if (failure instanceof CacheException && !(failure instanceof CacheInterruptedException)) {
            answered(callEpoch, startNanos);
        }
    }

    /** Whether nothing but transient failures came of a call. */
    static boolean isOutage(RuntimeException failure) {
        if (failure instanceof BulkCacheException bulk) {
            return bulk.isTransient() && bulk.found().isEmpty() && bulk.done().isEmpty();
        }
        return failure instanceof CacheException known && known.isTransient();
    }

    private void record(int callEpoch, long tookNanos, @Nullable RuntimeException failure) {
        boolean fell;
        synchronized (this) {
            if (callEpoch != epoch || state.isAway() || shut) {
                return;
            }
            if (failure == null) {
                window.answeredSlowly(tookNanos);
            } else {
                failuresInARow++;
                window.failed(tookNanos, failure);
            }
            fell = window.isOpen() || failuresInARow >= options.consecutiveFailures();
            if (fell) {
                fall(failure == null ? "too many slow answers" : "too many failures, the last: " + inShort(failure));
            }
        }
        if (fell) {
            whenWorkIsThere.run();
        }
    }

    /** Without keys, of which the breaker's state says nothing. */
    private static String inShort(RuntimeException failure) {
        return failure.getClass().getSimpleName();
    }

    private synchronized void fall(String reason) {
        window.open();
        direct = false;
        epoch++;
        opened.incrementAndGet();
        failuresInARow = 0;
        moveTo(BreakerState.OPEN, reason);
    }

    private void moveTo(BreakerState next, String reason) {
        BreakerState before = state;
        state = next;
        if (next == BreakerState.OPEN) {
            why = reason;
            openedAtNanos = now();
        }
        tell(before, reason);
    }

    private void tell(BreakerState before, String reason) {
        observer.on(new CacheEvent.StateMoved("breaker", endpoint, before.word(), state.word(), reason));
    }

    /** How long until the next trial is due; zero or less: it is. */
    long nanosToTrial() {
        return openedAtNanos + window.waits().toNanos() - now();
    }

    synchronized void beginTrials(String reason) {
        window.halfOpen();
        moveTo(BreakerState.HALF_OPEN, reason);
    }

    synchronized void trialsPassed() {
        window.close();
        epoch++;
        rise(options.trials() + " good trials");
    }

    /**
     * A writer journals and then looks whether the breaker closes; here that is said and then the journal looked at. So
     * one of the two sees the other, and no call goes straight to the remote cache while it lacks what was written here.
     */
    private void rise(String reason) {
        BreakerState before = state;
        closing = true;
        boolean toldAll = journal.isEmpty();
        state = toldAll ? BreakerState.CLOSED : BreakerState.RECOVERING;
        direct = toldAll && !shut;
        closing = false;
        if (state != before) {
            tell(before, reason);
        }
    }

    /** One that is connected may be about to answer: then the waits begin again with the shortest. */
    synchronized void trialFailed(String reason, boolean isConnected) {
        if (isConnected) {
            window.waitAnew();
        }
        window.open();
        moveTo(BreakerState.OPEN, reason);
    }

    boolean isSlow(long tookNanos) {
        return tookNanos > slowNanos;
    }

    /** Something was journalled. */
    void journalled() {
        if (!closing && state != BreakerState.CLOSED) { // in this order: what was closing may be closed by now
            return; // whoever leads out of this state looks at the journal again
        }
        synchronized (this) {
            if (state != BreakerState.CLOSED || journal.isEmpty()) {
                return;
            }
            direct = false;
            moveTo(BreakerState.RECOVERING, "a write that the remote cache failed was answered locally");
        }
        whenWorkIsThere.run();
    }

    /** The remote cache was told everything in the journal. */
    synchronized void settled(String reason) {
        if (state == BreakerState.RECOVERING) {
            rise(reason);
        }
    }

    /** No call passes any more. */
    synchronized void close() {
        direct = false;
        shut = true;
    }
}
