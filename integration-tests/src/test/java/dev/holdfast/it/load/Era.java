package dev.holdfast.it.load;

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

    /** A breaker disturbs as well, each time that it opens, for it may do so on a loaded machine without a fault. */
    void watch(@Nullable CircuitBreakerCache watched) {
        breaker = watched;
    }

    Moment now() {
        return new Moment(restarts.get(), calm());
    }

    private long calm() {
        int faults = disturbances.get();
        CircuitBreakerCache watched = breaker;
        if (faults % 2 != 0 || (watched != null && watched.state() != BreakerState.CLOSED)) {
            return NOT_CALM;
        }
        return faults + (watched == null ? 0 : watched.figures().opened() << 32);
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
