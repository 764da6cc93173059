package dev.holdfast.cache.tck.recipes;

import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import dev.holdfast.cache.recipes.aside.Scheduler;
import dev.holdfast.cache.tck.fake.FakeTicker;
import java.time.Duration;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Time for a {@link dev.holdfast.cache.recipes.aside.CacheAside} that stands still until a test moves it: values age,
 * deadlines pass and polls come due by {@link #advance} alone. What the store itself ends, it ends by its own time.
 *
 * <pre>{@code
 * FakeTime time = FakeTime.create();
 * CacheAside<User> users = CacheAside.of(cache, codec, time.of(CacheAsideOptions.ttl(Duration.ofMinutes(5))).build());
 * time.advance(Duration.ofMinutes(6));
 * }</pre>
 *
 * <p>Safe for any number of threads.
 */
public final class FakeTime implements Scheduler {
    private final FakeTicker ticker = FakeTicker.nearOverflow();
    private final PriorityQueue<Due> tasks = new PriorityQueue<>();
    private long elapsedNanos;
    private long scheduled;

    private FakeTime() {}

    /** A task and its time; of those of one time the first scheduled comes first. */
    private record Due(long nanos, long number, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /**
     * Time that stands still; its ticker is about to overflow, as {@link System#nanoTime()} may.
     *
     * @return a new one
     */
    public static FakeTime create() {
        return new FakeTime();
    }

    /**
     * Has a {@code CacheAside} go by this time.
     *
     * @param options the builder
     * @return the same builder
     */
    public CacheAsideOptions.Builder of(CacheAsideOptions.Builder options) {
        return options.time(this, ticker, ticker);
    }

    /**
     * The clocks.
     *
     * @return ticker and wall clock; to be moved by {@link #advance} alone
     */
    public FakeTicker ticker() {
        return ticker;
    }

    @Override
    public synchronized Task schedule(Duration delay, Runnable task) {
        Due due = new Due(elapsedNanos + delay.toNanos(), scheduled++, task);
        tasks.add(due);
        return () -> remove(due);
    }

    private synchronized void remove(Due due) {
        tasks.remove(due);
    }

    /**
     * Moves time, and runs on this thread what comes due meanwhile, each at its moment.
     *
     * @param duration how far, zero or more
     */
    public void advance(Duration duration) {
        long end = elapsed() + duration.toNanos();
        for (Due next = nextUntil(end); next != null; next = nextUntil(end)) {
            next.task.run();
        }
        moveTo(end);
    }

    private synchronized long elapsed() {
        return elapsedNanos;
    }

    private synchronized @Nullable Due nextUntil(long endNanos) {
        Due next = tasks.peek();
        if (next == null || next.nanos > endNanos) {
            return null;
        }
        tasks.remove();
        moveTo(next.nanos);
        return next;
    }

    private synchronized void moveTo(long nanos) {
        if (nanos > elapsedNanos) {
            ticker.advance(Duration.ofNanos(nanos - elapsedNanos));
            elapsedNanos = nanos;
        }
    }

    /**
     * How many tasks wait for their time.
     *
     * @return the number
     */
    public synchronized int pending() {
        return tasks.size();
    }
}
