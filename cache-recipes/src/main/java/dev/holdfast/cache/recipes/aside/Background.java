package dev.holdfast.cache.recipes.aside;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads of a {@link CacheAside}: what it was given, or its own, which end with it and keep no JVM alive. */
final class Background implements Scheduler, AutoCloseable {
    private static final int THREADS_BESIDE_LOADS = 8;
    private static final int IDLE_SECONDS = 5;

    private final Executor executor;
    private final Scheduler scheduler;
    private final @Nullable ExecutorService ownExecutor;
    private final @Nullable ExecutorService ownScheduler;

    Background(AsideRuntime runtime, int maxConcurrentLoads) {
        Executor givenExecutor = runtime.executor();
        if (givenExecutor == null) {
            ExecutorService own = newExecutor(maxConcurrentLoads);
            ownExecutor = own;
            executor = own;
        } else {
            ownExecutor = null;
            executor = givenExecutor;
        }
        Scheduler givenScheduler = runtime.scheduler();
        if (givenScheduler == null) {
            ScheduledThreadPoolExecutor own = newTimer();
            ownScheduler = own;
            scheduler = on(own);
        } else {
            ownScheduler = null;
            scheduler = givenScheduler;
        }
    }

    private static ExecutorService newExecutor(int maxConcurrentLoads) {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) { // before JDK 21
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    maxConcurrentLoads + THREADS_BESIDE_LOADS,
                    maxConcurrentLoads + THREADS_BESIDE_LOADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    daemons("holdfast-load"));
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }
    }

    private static ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons("holdfast-load-timer"));
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static Scheduler on(ScheduledThreadPoolExecutor timer) {
        return (delay, task) -> {
            Future<?> future = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        };
    }

    /** Runs it on another thread; throws {@code RejectedExecutionException} after close. */
    void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        return scheduler.schedule(delay, task);
    }

    /** Interrupts what its own threads do. */
    @Override
    public void close() {
        if (ownScheduler != null) {
            ownScheduler.shutdownNow();
        }
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
    }
}
