package dev.holdfast.cache.recipes.fleet;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** The monotonic clock in nanoseconds, and how a thread lets some of them pass; real, or a test's. */
record Time(LongSupplier ticker, LongConsumer pause) {
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(2).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    Time {
        Objects.requireNonNull(ticker, "ticker");
        Objects.requireNonNull(pause, "pause");
    }

    static Time real() {
        return new Time(System::nanoTime, LockSupport::parkNanos);
    }

    long now() {
        return ticker.getAsLong();
    }

    Duration since(long startNanos) {
        return Duration.ofNanos(now() - startNanos);
    }

    /** Waits for another process, the longer the more often it was waited before, and not past the deadline. */
    void await(int times, long deadlineNanos) {
        long pauseNanos = Math.min(FIRST_PAUSE_NANOS << Math.min(times, 10), LONGEST_PAUSE_NANOS);
        pause.accept(Math.max(1, Math.min(pauseNanos, deadlineNanos - now())));
    }
}
