package dev.holdfast.cache.observe;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheObserver;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events so that an observer which throws or is slow harms no call (contract clause OBS-1).
 *
 * <p>An {@linkplain CacheObserver#inline() inline} observer is called at once; any other through a queue of
 * {@value #QUEUE_LENGTH} events by one daemon thread, which ends when it is idle. Events that find the queue full are
 * dropped and counted. Safe for many threads.
 */
public final class GuardedObserver implements CacheObserver, AutoCloseable {
    /** How many events wait for a slow observer before further ones are dropped. */
    public static final int QUEUE_LENGTH = 4_096;

    private static final System.Logger LOG = System.getLogger(GuardedObserver.class.getName());

    private final CacheObserver observer;
    private final LongAdder dropped = new LongAdder();
    private final AtomicLong failures = new AtomicLong();

    /** Null for an inline observer. */
    private final @Nullable ThreadPoolExecutor thread;

    private GuardedObserver(CacheObserver observer, ThreadFactory threads) {
        this.observer = Objects.requireNonNull(observer, "observer");
        this.thread = observer.inline()
                ? null
                : new ThreadPoolExecutor(
                        0,
                        1,
                        1,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUE_LENGTH),
                        threads,
                        (event, executor) -> dropped.increment());
    }

    /** It inherits nothing of the caller whose event it happens to be started by. */
    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(null, work, "holdfast-observer", 0, false);
        thread.setContextClassLoader(GuardedObserver.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Guards calls against an observer.
     *
     * @param observer who is told
     * @return a new guard, for its maker to close; of an observer that is a guard already it is a view, whose closing
     *     leaves the other open
     */
    public static GuardedObserver around(CacheObserver observer) {
        return around(observer, GuardedObserver::daemon);
    }

    static GuardedObserver around(CacheObserver observer, ThreadFactory threads) {
        return new GuardedObserver(observer, threads);
    }

    @Override
    public void on(CacheEvent event) {
        if (thread == null) {
            deliver(event);
        } else {
            try {
                thread.execute(() -> deliver(event));
            } catch (OutOfMemoryError e) { // no thread is to be had: it is queued, and delivered with the next
                failures.incrementAndGet();
            }
        }
    }

    private void deliver(CacheEvent event) {
        try {
            observer.on(event);
        } catch (Throwable e) { // an observer's error, too, must not become the call's
            if (failures.getAndIncrement() == 0) {
                LOG.log(System.Logger.Level.WARNING, "a cache observer failed; further failures are only counted", e);
            }
        }
    }

    @Override
    public boolean inline() {
        return true;
    }

    /**
     * How many events were dropped because the observer could not keep up, or came after {@link #close()}.
     *
     * @return 0 or more
     */
    public long dropped() {
        return dropped.sum();
    }

    /**
     * How many events the observer answered with an exception or error, or found no thread when they came.
     *
     * @return 0 or more
     */
    public long failures() {
        return failures.get();
    }

    /** Takes no more events; those waiting are still delivered. Does not wait. */
    @Override
    public void close() {
        if (thread != null) {
            thread.shutdown();
        }
    }
}
