package dev.holdfast.cache.fallback;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A daemon thread that is there only while there is an outage to be ended. */
final class BreakerThread implements BreakerSchedule {
    private static final long IDLE_MILLIS = 500;

    private final ScheduledThreadPoolExecutor executor;
    private @Nullable ScheduledFuture<?> pending;

    BreakerThread() {
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "holdfast-breaker");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

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
