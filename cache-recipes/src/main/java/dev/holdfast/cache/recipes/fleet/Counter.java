package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Counts that a fleet of processes makes and reads at a cache's speed, and whose truth is a {@link CounterSource} such
 * as a database. Counts up; what also goes down is two counters, of what came and of what went.
 *
 * <p>A count goes to the cached counter first, then waits in this process to be added to the source with others
 * (write-behind): every second, after 1,000 counts, and at {@link #flush()} and {@link #close()}. An absent counter is
 * restored from the source by one process of the fleet, while the others wait.
 *
 * <ul>
 *   <li><b>The source</b> gets every count that {@link #add} or {@link #record} returned from, once. A process that is
 *       killed loses what waited in it; nothing else loses any. A count that threw is not sent to the source.
 *   <li><b>The cached count</b> is the source's total and all that waits in the fleet. After the cache lost the entry
 *       it is too low by what waited in other processes at that moment, until they flush, then it is raised. It is
 *       too high by what killed processes lost until it expires or is {@linkplain #invalidate invalidated}; and by a
 *       count whose answer was lost until this process's next flush, which has it restored.
 *   <li><b>Restoring</b> never adds up: the total is put in the place of the lease by one cas, and nothing counts while
 *       a lease is there. A restorer that is too slow loses its lease, and its total is thrown away.
 * </ul>
 *
 * <p>The keys are the cache's own, as plain decimal digits; while one is restored it holds {@code restoring:} and a
 * token. Needs no capability. Safe for any number of threads. Keeps the cache open when closed.
 */
public final class Counter implements AutoCloseable {
    private static final int MOST_DOUBLINGS = 6;

    private final DistributedCache cache;
    private final CounterSource source;
    private final CounterRestore restore;
    private final PendingCounts pending;
    private final CounterCheck check;
    private final Background background;
    private final long flushAfter;
    private final long flushEveryNanos;
    private final long patienceNanos;

    /** Read while counting, written once, to close: a count is in the source's flush, or was refused. */
    private final ReentrantReadWriteLock counting = new ReentrantReadWriteLock();

    private final ReentrantLock flushing = new ReentrantLock();
    private final LongAdder flushes = new LongAdder();
    private final LongAdder failedFlushes = new LongAdder();
    private final LongAdder uncertain = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile int failuresInRow;
    private volatile boolean closed;
    private volatile boolean done;

    Counter(CounterBuilder builder) {
        Claims claims = new Claims(builder.cache(), builder.random());
        this.cache = builder.cache();
        this.source = builder.source();
        this.restore = new CounterRestore(builder, claims);
        this.pending = new PendingCounts(builder.writer(claims), builder.mostKeys());
        this.check = new CounterCheck(builder);
        this.background = builder.background();
        this.flushAfter = builder.flushAfter();
        this.flushEveryNanos = builder.flushEvery().toNanos();
        this.patienceNanos = builder.patience().toNanos();
        background.plan(flushEveryNanos, this::flushInBackground);
    }

    /**
     * Starts a counter with the defaults.
     *
     * @param cache where counts are cached; not closed with the counter
     * @param source where the truth is
     * @return a new builder
     */
    public static CounterBuilder builder(DistributedCache cache, CounterSource source) {
        return new CounterBuilder(cache, source);
    }

    /**
     * Counts, and says how many it is now. Restores the counter first where it is absent.
     *
     * @param key the counter
     * @param delta 1 or more
     * @return the cached count with this one
     * @throws IllegalArgumentException if the delta is not positive, or the key no key
     * @throws CacheOverloadedException if too many keys wait for the source; nothing was counted
     * @throws CacheException if the cache or the restore failed: the source will not be told of this count. With
     *     {@link Outcome#UNKNOWN} the cached counter may have it, until it is restored at this process's next flush
     * @throws RuntimeException the source's own, where it can't restore the counter; nothing was counted
     * @throws IllegalStateException after {@link #close()}
     */
    public long add(String key, long delta) {
        return counted(key, delta, () -> {
            long deadline = restore.deadline();
            for (boolean late = false; ; late = restore.isPast(deadline)) {
                OptionalLong count = tryToCount(key, delta); // once more where the restore was late: it is there now
                if (count.isPresent()) {
                    return count.getAsLong();
                }
                if (late) {
                    throw restore.late(key);
                }
                restore.counts(Set.of(key), deadline, () -> flushIfWaiting(Set.of(key)));
            }
        });
    }

    /**
     * Counts whether or not the cache is there: the source will be told. Where the cached counter is absent it is left
     * so.
     *
     * @param key the counter
     * @param delta 1 or more
     * @throws IllegalArgumentException if the delta is not positive, or the key no key
     * @throws CacheOverloadedException if too many keys wait for the source; nothing was counted
     * @throws IllegalStateException after {@link #close()}
     */
    public void record(String key, long delta) {
        counted(key, delta, () -> {
            try {
                return tryToCount(key, delta).orElse(0);
            } catch (CacheException e) {
                return 0L; // the flush brings the cached count to the source's total
            }
        });
    }

    private long counted(String key, long delta, Supplier<Long> attempt) {
        KeyRules.check(key);
        if (delta < 1) {
            throw new IllegalArgumentException("a count must be 1 or more, not " + delta
                    + "; for what goes down keep a second counter, of what went");
        }
        counting.readLock().lock();
        try {
            requireOpen();
            if (!pending.admits(key)) {
                refused.increment();
                throw new CacheOverloadedException(
                        FailedCall.unsent(Operation.INCR, key, cache.toString()),
                        "too many keys wait for the counter's source, which takes no flush");
            }
            long count = attempt.get();
            long gathered = pending.add(key, delta);
            if (gathered % flushAfter == 0 && failuresInRow == 0) {
                background.plan(0, this::flushInBackground);
            }
            return count;
        } finally {
            counting.readLock().unlock();
        }
    }

    /** Counts where there is a counter; empty where there is none or it is being restored. */
    private OptionalLong tryToCount(String key, long delta) {
        try {
            return cache.incr(key, delta);
        } catch (NotACounterException e) {
            byte[] value = cache.get(key);
            if (value != null && CounterEntry.count(cache, key, value).isPresent()) {
                return tryToCount(key, delta);
            }
            return OptionalLong.empty();
        } catch (CacheException e) {
            if (e.outcome() == Outcome.UNKNOWN) {
                uncertain.increment();
                check.doubt(key);
            }
            throw e;
        }
    }

    /**
     * Reads one count, restored where it is absent.
     *
     * @param key the counter
     * @return the cached count
     * @throws CacheException if the cache failed, or another process restores it and is not done in time
     * @throws RuntimeException the source's own, where it can't restore the counter
     * @throws IllegalStateException after {@link #close()}
     */
    public long count(String key) {
        requireOpen();
        byte[] value = cache.get(key);
        OptionalLong count = value == null ? OptionalLong.empty() : CounterEntry.count(cache, key, value);
        return count.isPresent() ? count.getAsLong() : counts(Set.of(key)).getOrDefault(key, 0L);
    }

    /**
     * Reads many counts in one call of the cache; those absent are restored together, by one call of the source.
     *
     * @param keys the counters; one given twice is asked once
     * @return a count for every key, in the order asked, for the caller to keep
     * @throws CacheException if the cache failed, or another process restores one and is not done in time
     * @throws RuntimeException the source's own, where it can't restore one
     * @throws IllegalStateException after {@link #close()}
     */
    public Map<String, Long> counts(Collection<String> keys) {
        requireOpen();
        Set<String> asked = KeyRules.checkAll(keys);
        Map<String, Long> found = restore.counts(asked, restore.deadline(), () -> flushIfWaiting(asked));
        Map<String, Long> counts = new LinkedHashMap<>();
        asked.forEach(key -> counts.put(key, found.getOrDefault(key, 0L)));
        return counts;
    }

    /**
     * Has the counter restored from the source by who asks next; for when the source was changed by others.
     *
     * @param key the counter
     * @throws CacheException if the cache failed
     */
    public void invalidate(String key) {
        requireOpen();
        cache.delete(key);
    }

    private void flushIfWaiting(Set<String> keys) {
        if (pending.holdsAnyOf(keys) && lockFlushing()) {
            try {
                flush();
            } finally {
                flushing.unlock();
            }
        }
    }

    /** Waits for a flush under way; what hangs in it is made good by raising the count later. */
    private boolean lockFlushing() {
        try {
            return flushing.tryLock(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw CacheInterruptedException.restoringTheFlag(
                    FailedCall.unsent(Operation.GET, null, cache.toString()), Outcome.NOT_APPLIED, e);
        }
    }

    /**
     * Tells the source of all that was counted by this process before this call, then brings the cached counts to the
     * source's totals as far as the cache lets it.
     *
     * @throws RuntimeException the source's own: what it was not told of is kept, and sent again
     */
    public void flush() {
        flushing.lock();
        try {
            for (int flushesLeft = pending.flushes(); flushesLeft > 0; flushesLeft--) {
                CounterFlush flush = pending.next();
                if (flush != null) {
                    send(flush);
                }
            }
        } finally {
            flushing.unlock();
        }
        try {
            check.run(closed);
        } catch (CacheException | IllegalStateException e) {
            background.failed(e); // and checked again with the next flush, unless the cache is closed
        }
    }

    private void send(CounterFlush flush) {
        try {
            Map<String, Long> totals = source.apply(flush);
            pending.taken();
            check.atLeast(Objects.requireNonNull(totals, "the source's totals"));
            flushes.increment();
            failuresInRow = 0;
        } catch (RuntimeException | Error e) {
            failedFlushes.increment();
            failuresInRow = Math.min(failuresInRow + 1, MOST_DOUBLINGS);
            throw e;
        }
    }

    private void flushInBackground() {
        try {
            flush();
        } catch (RuntimeException | Error e) {
            background.failed(e);
        } finally {
            if (!closed || counting.getReadLockCount() > 0 || pending.flushes() > 0) { // what counts will be pending
                background.plan(flushEveryNanos << failuresInRow, this::flushInBackground);
            }
        }
    }

    /**
     * How it does.
     *
     * @return the figures of this moment
     */
    public CounterFigures figures() {
        return new CounterFigures(
                pending.waiting(),
                flushes.sum(),
                failedFlushes.sum(),
                restore.restored(),
                check.raised(),
                uncertain.sum(),
                refused.sum());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the counter on " + cache + " is closed");
        }
    }

    /**
     * Refuses further counts, waits for those under way, and flushes. May be called again: where the flush failed, that
     * is another try; else it does nothing.
     *
     * @throws IllegalStateException if not all could be flushed, with the source's exception as its cause; it is tried
     *     again in the background until the process ends
     */
    @Override
    public void close() {
        if (done) {
            return;
        }
        closed = true;
        try {
            if (!counting.writeLock().tryLock(patienceNanos + TimeUnit.SECONDS.toNanos(1), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("counts under way did not end; close again");
            }
            counting.writeLock().unlock();
            flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted; close again", e);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the counter on " + cache + " has " + pending.waiting() + " counts that its source did not take",
                    e);
        }
        done = true;
        background.close();
    }

    /** The cache below, without secrets. */
    @Override
    public String toString() {
        return "Counter[" + cache + "]";
    }
}
