package dev.holdfast.it.load;

import dev.holdfast.cache.fallback.BreakerFigures;
import dev.holdfast.cache.fallback.BreakerState;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How often the servers were restarted and disturbed until now. Both numbers are odd while that lasts. */
final class Era {
    private static final long NOT_CALM = -1;

    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicInteger disturbances = new AtomicInteger();
    private volatile @Nullable CircuitBreakerCache breaker;

    /**
     * A moment, noted before a call.
     *
     * @param calm which calm it belongs to; negative if to none
     */
    record Moment(int restarts, long calm) {
        /** Whether the server is being killed and started. */
        boolean isBetweenServers() {
            return restarts % 2 != 0;
        }
    }

    /** A breaker disturbs as well, by each call that it answers itself: it may do so on a loaded machine without a fault. */
    void watch(@Nullable CircuitBreakerCache watched) {
        breaker = watched;
    }

    Moment now() {
        return new Moment(restarts.get(), calm());
    }

    private long calm() {
        int faults = disturbances.get();
        if (faults % 2 != 0) {
            return NOT_CALM;
        }
        CircuitBreakerCache watched = breaker;
        return watched == null ? faults : calm(faults, watched.figures());
    }

    /** None of these numbers ever falls, so their sum is the same only while all are. */
    private static long calm(int faults, BreakerFigures figures) {
        return figures.state() == BreakerState.CLOSED && figures.journalled() == 0
                ? faults + figures.opened() + figures.answeredLocally() + figures.reconciled()
                : NOT_CALM;
    }

    /** Before the kill, and again after the start. */
    void restart() {
        restarts.incrementAndGet();
    }

    /** Before a fault, and again after all is as it was. */
    void disturb() {
        disturbances.incrementAndGet();
    }

    /** Whether nothing was disturbed since, nor then. */
    boolean isCalmSince(long calmThen) {
        return calmThen != NOT_CALM && calm() == calmThen;
    }

    /** Whether the same server runs as then. */
    boolean isSameServer(int restartsThen) {
        return restarts.get() == restartsThen && restartsThen % 2 == 0;
    }
}
