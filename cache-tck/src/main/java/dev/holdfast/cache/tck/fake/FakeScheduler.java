package dev.holdfast.cache.tck.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler whose time is a {@link FakeTicker}: {@link #advance} moves it from task to task and runs each at its time,
 * on the thread that calls. A task may itself advance it, as one that takes long does: what is due meanwhile runs
 * within it. Safe for any number of threads; tasks of one time run in the order they were given.
 */
public final class FakeScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final FakeTicker ticker;
    private final AtomicLong numbers = new AtomicLong();
    private final PriorityBlockingQueue<Task<?>> tasks = new PriorityBlockingQueue<>();
    private volatile boolean shut;

    /**
     * A scheduler without tasks.
     *
     * @param ticker its time, which others may use too
     */
    public FakeScheduler(FakeTicker ticker) {
        this.ticker = ticker;
    }

    /** One task; due at a reading of the ticker, compared by difference, as readings may wrap around. */
    private final class Task<V extends @Nullable Object> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long number = numbers.getAndIncrement();
        private final long periodNanos;
        private volatile long dueNanos;

        Task(Callable<V> call, long delayNanos, long periodNanos) {
            super(call);
            this.dueNanos = ticker.getAsLong() + Math.max(0, delayNanos);
            this.periodNanos = periodNanos;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - ticker.getAsLong(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            if (!(other instanceof Task<?> that)) {
                return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
            }
            long difference = dueNanos - that.dueNanos;
            return difference == 0 ? Long.compare(number, that.number) : Long.signum(difference);
        }

        @Override
        public void run() {
            if (periodNanos == 0) {
                super.run();
            } else if (runAndReset() && !shut) {
                dueNanos = ticker.getAsLong() + periodNanos;
                tasks.add(this);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            tasks.remove(this);
            return super.cancel(mayInterruptIfRunning);
        }
    }

    /**
     * Lets time pass, and runs what becomes due, each task at its own time.
     *
     * @param duration how much, zero or more
     */
    public void advance(Duration duration) {
        long end = ticker.getAsLong() + duration.toNanos();
        for (Task<?> task = dueBy(end); task != null; task = dueBy(end)) {
            moveTo(task.dueNanos);
            task.run();
        }
        moveTo(end);
    }

    /** Runs what is due now. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /**
     * How many tasks are planned.
     *
     * @return zero or more
     */
    public int planned() {
        return tasks.size();
    }

    /**
     * How long it is until the next task is due.
     *
     * @return zero or more
     * @throws IllegalStateException if none is planned
     */
    public Duration untilNext() {
        Task<?> next = tasks.peek();
        if (next == null) {
            throw new IllegalStateException("no task is planned");
        }
        return Duration.ofNanos(Math.max(0, next.getDelay(TimeUnit.NANOSECONDS)));
    }

    private synchronized @Nullable Task<?> dueBy(long endNanos) {
        Task<?> next = tasks.peek();
        return next != null && next.dueNanos - endNanos <= 0 ? tasks.poll() : null;
    }

    private void moveTo(long nanos) {
        long ahead = nanos - ticker.getAsLong();
        if (ahead > 0) {
            ticker.advance(Duration.ofNanos(ahead));
        }
    }

    private <V extends @Nullable Object> ScheduledFuture<V> add(Callable<V> call, long delayNanos, long periodNanos) {
        Task<V> task = new Task<>(call, delayNanos, periodNanos);
        plan(task);
        return task;
    }

    private void plan(Task<?> task) {
        if (shut) {
            throw new RejectedExecutionException("the scheduler is shut down");
        }
        tasks.add(task);
    }

    private static Callable<@Nullable Object> call(Runnable command) {
        return () -> {
            command.run();
            return null;
        };
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(call(command), unit.toNanos(delay), 0);
    }

    @Override
    public <V extends @Nullable Object> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(callable, unit.toNanos(delay), 0);
    }

    /** As {@link #scheduleWithFixedDelay}: what was missed is not made up for. */
    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(command, initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return add(call(command), unit.toNanos(initialDelay), unit.toNanos(delay));
    }

    /** Planned for now: runs with the next {@link #advance}. */
    @Override
    public void execute(Runnable command) {
        plan(new Task<>(call(command), 0, 0));
    }

    @Override
    public void shutdown() {
        shut = true;
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        List<Runnable> left = new ArrayList<>();
        tasks.drainTo(left);
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shut;
    }

    /** How many tasks are planned. */
    @Override
    public String toString() {
        return "FakeScheduler[" + planned() + " planned]";
    }
}
