package dev.holdfast.cache.redis;

import java.util.concurrent.TimeUnit;

/**
 * How soon a thing that did not help may be tried again: at once the first time, then after pauses that double, up to
 * a bound that keeps healing within a second; from the start again after a quiet time. Safe for several threads.
 */
final class Patience {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private boolean tried;
    private long pauseNanos;
    private long triedNanos;

    /** Whether it may be tried now; if so, it counts as tried. */
    synchronized boolean isOver(long nowNanos) {
        long sinceNanos = nowNanos - triedNanos;
        if (tried && sinceNanos < pauseNanos) {
            return false;
        }
        boolean quiet = !tried || sinceNanos > 2 * LONGEST_NANOS;
        pauseNanos = quiet ? FIRST_NANOS : Math.min(LONGEST_NANOS, 2 * pauseNanos);
        tried = true;
        triedNanos = nowNanos;
        return true;
    }
}
