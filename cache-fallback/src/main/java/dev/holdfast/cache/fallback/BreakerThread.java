package dev.holdfast.cache.fallback;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A daemon thread that is there only while there is an outage to be ended. */
final class BreakerThread implements BreakerSchedule {
    private final ScheduledThreadPoolExecutor executor = DaemonThread.named("holdfast-breaker", Duration.ofMillis(500));
    private @Nullable ScheduledFuture<?> pending;

    @Override
    public synchronized void next(long nanos, Runnable step) {
        if (pending != null) {
            pending.cancel(false);
        }
        try {
            pending = executor.schedule(step, Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            pending = null; // closed
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
