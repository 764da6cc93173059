package dev.holdfast.cache.fallback;

import dev.holdfast.cache.fallback.OutageEntry.Kind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that the remote cache does not have as they were written here: latest operation wins. A key in the journal is
 * answered locally, and leaves it only when the remote cache has been told.
 *
 * <p>Every change of the local cache goes through here, key by key one at a time, so that value and journal can't
 * differ. Nothing remote is ever waited for within a change.
 */
final class OutageJournal {
    /** How long a call waits for the keys it writes to be reconciled, so that it may write to the remote cache. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int STRIPES = 1 << 10;

    private final ConcurrentHashMap<String, OutageEntry> entries = new ConcurrentHashMap<>();
    private final AtomicIntegerArray writes = new AtomicIntegerArray(STRIPES);
    private final int maxKeys;

    OutageJournal(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    /** The answer of a local change, and what is to be journalled; null for nothing, and what was journalled stays. */
    record Change<T extends @Nullable Object>(
            T answer, @Nullable OutageEntry entry) {}

    boolean isEmpty() {
        return entries.isEmpty();
    }

    long size() {
        return entries.mappingCount();
    }

    boolean holds(String key) {
        return entries.containsKey(key);
    }

    /** As {@link #holds}; if the remote cache is being told of the key just now, the end of that is waited for so long. */
    boolean stillHolds(String key, long patienceNanos) {
        OutageEntry entry = entries.get(key);
        CountDownLatch claim = entry == null ? null : entry.claimed();
        if (claim == null) {
            return entry != null;
        }
        try {
            return !claim.await(patienceNanos, TimeUnit.NANOSECONDS) || entries.containsKey(key);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /**
     * Changes a key locally and notes it.
     *
     * @param full what is thrown where the journal has no room for another key
     */
    <T extends @Nullable Object> T change(
            String key, Supplier<RuntimeException> full, Function<@Nullable OutageEntry, Change<T>> change) {
        Answer<T> answer = new Answer<>();
        entries.compute(key, (same, before) -> {
            if (before == null && size() >= maxKeys) {
                throw full.get();
            }
            Change<T> made = change.apply(before);
            answer.value = made.answer();
            newStamp(key);
            return made.entry() == null ? before : made.entry();
        });
        return answer.get();
    }

    private static final class Answer<T extends @Nullable Object> {
        private @Nullable T value;

        @SuppressWarnings("NullAway") // as nullable as T is
        T get() {
            return value;
        }
    }

    /** Names the moment of a key's latest write, as far as this process knows it. */
    int stamp(String key) {
        return writes.get(stripe(key));
    }

    /** A write begins, or has ended: what others began to read before must not be kept. */
    int newStamp(String key) {
        return writes.incrementAndGet(stripe(key));
    }

    private static int stripe(String key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & (STRIPES - 1);
    }

    /** Does something local with a key that is not journalled; told whether the stamp is still the key's latest. */
    void whereFree(String key, int stamp, Consumer<Boolean> work) {
        entries.compute(key, (same, entry) -> {
            if (entry == null) {
                work.accept(stamp == stamp(key));
            }
            return entry;
        });
    }

    Set<String> keys() {
        return entries.keySet();
    }

    /** Claims a key for telling the remote cache; null if it is not in the journal any more. */
    @Nullable
    OutageEntry claim(String key) {
        return entries.computeIfPresent(key, (same, entry) -> {
            entry.claim();
            return entry;
        });
    }

    /** The remote cache was told: the key is free, unless it was written again meanwhile. */
    void settle(String key, OutageEntry told, Runnable whenFree) {
        entries.computeIfPresent(key, (same, entry) -> {
            if (entry != told) {
                return entry;
            }
            newStamp(key);
            whenFree.run();
            return null;
        });
        told.release();
    }

    /** The remote cache was told what was counted, and is still to be told that the counter was touched. */
    void settleButForTouch(String key, OutageEntry told, Deadline touched) {
        entries.computeIfPresent(key, (same, entry) -> entry == told ? OutageEntry.touched(null, touched) : entry);
        told.release();
    }

    /**
     * The remote cache could not be told, certainly: what was counted is added to what was counted meanwhile, as if it
     * had stood here all along.
     */
    void giveBack(String key, OutageEntry untold, long nowNanos) {
        entries.computeIfPresent(key, (same, entry) -> {
            untold.release(); // in here: no writer may take what is given back for what is being told
            boolean isOverwritten = entry.kind() == Kind.SET || entry.kind() == Kind.DELETE;
            OutageCount counted = untold.count();
            if (entry == untold || counted == null || isOverwritten) {
                return entry;
            }
            Deadline touched = entry.deadline();
            OutageCount lost = (touched == null ? counted : counted.endingAt(touched)).asOf(nowNanos);
            OutageCount since = entry.count();
            return OutageEntry.counted(since == null ? lost : lost.then(since), touched);
        });
    }
}
