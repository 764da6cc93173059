package dev.holdfast.cache.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads anew who the servers are: when somebody asks for it, every so often, and soon again until all is known. Once at a
 * time; what is asked for meanwhile comes after. No thread waits for an answer, for they are those by which all caches of
 * the JVM connect.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a refresh ends in new servers, or in another refresh
final class Refresher {
    private static final long RETRY_MILLIS = 100;

    private final ScheduledExecutorService executor;
    private final Supplier<CompletableFuture<Boolean>> refresh;
    private @Nullable Future<?> regular;
    private boolean planned;
    private boolean running;
    private boolean wantedAgain;
    private boolean closed;

    /** The refresh tells at its end whether all is known. */
    Refresher(ScheduledExecutorService executor, Supplier<CompletableFuture<Boolean>> refresh) {
        this.executor = executor;
        this.refresh = refresh;
    }

    /** Waits for the first answer of all, where a cache opens. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    synchronized void start(Duration period) {
        long millis = period.toMillis();
        regular = executor.scheduleWithFixedDelay(this::plan, millis, millis, TimeUnit.MILLISECONDS);
    }

    void plan() {
        plan(0);
    }

    void planRetry() {
        plan(RETRY_MILLIS);
    }

    private synchronized void plan(long delayMillis) {
        if (!closed && !planned) {
            try {
                executor.schedule(this::run, delayMillis, TimeUnit.MILLISECONDS);
                planned = true;
            } catch (RejectedExecutionException e) {
                // closed, and the threads with it
            }
        }
    }

    private void run() {
        if (starts()) {
            refreshed().whenComplete((known, failure) -> ended(failure == null && known));
        }
    }

    private synchronized boolean starts() {
        planned = false;
        wantedAgain = running;
        if (running || closed) {
            return false;
        }
        running = true;
        return true;
    }

    private CompletableFuture<Boolean> refreshed() {
        try {
            return refresh.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void ended(boolean known) {
        running = false;
        if (wantedAgain) {
            plan();
        } else if (!known) {
            planRetry();
        }
    }

    synchronized void close() {
        closed = true;
        if (regular != null) {
            regular.cancel(false);
        }
    }
}
