package dev.holdfast.cache.recipes.fleet;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was counted and the source was not told of yet: one flush that is being sent, until it is taken, and what has
 * gathered since. Safe for any number of threads.
 */
final class PendingCounts {
    /** How many keys a flush has at most. */
    static final int FLUSH_KEYS = 1_000;

    private final String writer;
    private final int mostKeys;
    private final Map<String, Long> gathered = new LinkedHashMap<>();
    private @Nullable CounterFlush sending;
    private long sequence;
    private long counts;

    PendingCounts(String writer, int mostKeys) {
        this.writer = writer;
        this.mostKeys = mostKeys;
    }

    /** Whether a count of that key can be kept. */
    synchronized boolean admits(String key) {
        return gathered.size() < mostKeys || gathered.containsKey(key);
    }

    /** Keeps a count; how many have gathered. */
    synchronized long add(String key, long delta) {
        gathered.merge(key, delta, Math::addExact);
        return ++counts;
    }

    /** Whether the source was not told of all of that key's counts. */
    synchronized boolean holdsAnyOf(Iterable<String> keys) {
        for (String key : keys) {
            if (gathered.containsKey(key)
                    || (sending != null && sending.deltas().containsKey(key))) {
                return true;
            }
        }
        return false;
    }

    /** How many flushes it takes until the source knows of all that is here now. */
    synchronized int flushes() {
        return (sending == null ? 0 : 1) + (gathered.size() + FLUSH_KEYS - 1) / FLUSH_KEYS;
    }

    /** The flush to send: the one that was not taken yet, the same again, or the next; null if there is nothing. */
    synchronized @Nullable CounterFlush next() {
        if (sending == null && !gathered.isEmpty()) {
            Map<String, Long> deltas = new LinkedHashMap<>();
            Iterator<Map.Entry<String, Long>> entries = gathered.entrySet().iterator();
            while (entries.hasNext() && deltas.size() < FLUSH_KEYS) {
                Map.Entry<String, Long> entry = entries.next();
                deltas.put(entry.getKey(), entry.getValue());
                entries.remove();
            }
            sending = new CounterFlush(writer, ++sequence, deltas);
            counts = gathered.isEmpty() ? 0 : counts;
        }
        return sending;
    }

    /** The source took the flush. */
    synchronized void taken() {
        sending = null;
    }

    /** The sum of all deltas. */
    synchronized long waiting() {
        long sum = 0;
        for (long delta : gathered.values()) {
            sum += delta;
        }
        if (sending != null) {
            for (long delta : sending.deltas().values()) {
                sum += delta;
            }
        }
        return sum;
    }
}
