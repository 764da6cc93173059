package dev.holdfast.cache.fallback;

import org.jspecify.annotations.Nullable;

/** Takes steps when the test says so, on the test's thread. */
final class HandSchedule implements BreakerSchedule {
    private @Nullable Runnable step;
    private long nanos;
    private boolean closed;

    @Override
    public synchronized void next(long later, Runnable next) {
        step = next;
        nanos = later;
    }

    /** How long the step that is planned would be waited for. */
    synchronized long nanosToNext() {
        return step == null ? Long.MAX_VALUE : nanos;
    }

    /** Takes the step that is planned, whenever it was to be; whether there was one. */
    boolean run() {
        Runnable next;
        synchronized (this) {
            next = closed ? null : step;
            step = null;
        }
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
