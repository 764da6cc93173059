package dev.holdfast.cache.recipes.fleet;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is done later, one step planned at a time; its failures are told and harm nothing. On a scheduler that was
 * handed in, or a daemon thread of its own that ends with it.
 */
final class Background {
    private static final System.Logger LOG = System.getLogger(Background.class.getPackageName());

    private final ScheduledExecutorService scheduler;
    private final boolean isOurs;
    private final Consumer<? super Throwable> failures;
    private @Nullable ScheduledFuture<?> planned;
    private boolean closed;

    Background(
            String name, @Nullable ScheduledExecutorService scheduler, @Nullable Consumer<? super Throwable> failures) {
        this.scheduler = scheduler == null ? thread(name) : scheduler;
        this.isOurs = scheduler == null;
        this.failures = failures == null
                ? e -> LOG.log(System.Logger.Level.WARNING, name + " failed and is tried again", e)
                : failures;
    }

    private static ScheduledExecutorService thread(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "holdfast-" + name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Plans the step, unless closed; one that was planned before and has not begun is forgotten. */
    synchronized void plan(long nanos, Runnable step) {
        if (closed) {
            return;
        }
        if (planned != null) {
            planned.cancel(false);
        }
        planned = null;
        try {
            planned =
                    scheduler.schedule(Objects.requireNonNull(step, "step"), Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            failed(e); // the scheduler handed in was shut down before us
        }
    }

    /** Tells of a failure; one of the listener's own is logged. */
    void failed(Throwable failure) {
        try {
            failures.accept(failure);
        } catch (RuntimeException | Error e) {
            if (e != failure) {
                e.addSuppressed(failure);
            }
            LOG.log(System.Logger.Level.WARNING, "a listener of failures failed", e);
        }
    }

    synchronized void close() {
        closed = true;
        if (planned != null) {
            planned.cancel(false);
        }
        if (isOurs) {
            scheduler.shutdown();
        }
    }
}
