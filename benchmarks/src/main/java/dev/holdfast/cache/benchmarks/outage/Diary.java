package dev.holdfast.cache.benchmarks.outage;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** What one client's callers live through, second by second; written by all of them. */
final class Diary {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long startNanos;
    private final int seconds;
    private final AtomicLongArray answered;
    private final AtomicLongArray failed;
    private final AtomicLongArray longest;

    Diary(long startNanos, int seconds) {
        this.startNanos = startNanos;
        this.seconds = seconds;
        answered = new AtomicLongArray(seconds);
        failed = new AtomicLongArray(seconds);
        longest = new AtomicLongArray(seconds);
    }

    private int second(long nanos) {
        return (int) Math.floorDiv(nanos - startNanos, SECOND);
    }

    /** A call that is over. */
    void add(long callStart, long callEnd, boolean wasAnswered) {
        int second = second(callEnd);
        if (second >= 0 && second < seconds) {
            (wasAnswered ? answered : failed).incrementAndGet(second);
        }
        addLength(callStart, callEnd);
    }

    /** Every second it was under way in knows how long it had taken by then. */
    void addLength(long callStart, long callEnd) {
        for (int i = Math.max(0, second(callStart)); i <= Math.min(seconds - 1, second(callEnd)); i++) {
            long by = Math.min(callEnd, startNanos + (i + 1) * SECOND);
            longest.accumulateAndGet(i, by - callStart, Math::max);
        }
    }

    List<Second> seconds() {
        return IntStream.range(0, seconds)
                .mapToObj(i -> new Second(answered.get(i), failed.get(i), longest.get(i)))
                .toList();
    }
}
