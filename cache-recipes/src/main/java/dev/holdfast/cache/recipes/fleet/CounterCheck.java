package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CachePermanentException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.spi.CounterDigits;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Brings cached counts to the truth. A source that only counts up gives, with each flush, a number that the cached
 * count can't rightly be under: where it is, counts were lost with an entry of the cache before the source knew of
 * them, and it is raised by cas. A counter of which is not known whether a count is in it is removed, to be restored.
 * What can't be done now is kept for the next time. Safe for any number of threads.
 */
final class CounterCheck {
    /** An entry that others change meanwhile is tried so often, then removed. */
    private static final int TRIES = 3;

    private final DistributedCache cache;
    private final Ttl ttl;
    private final int mostKeys;
    private final Map<String, Long> totals = new HashMap<>();
    /** Each doubt has a number of its own: one that comes in while its key is removed outlives that. */
    private final Map<String, Long> doubtful = new HashMap<>();

    private final LongAdder raised = new LongAdder();
    private long doubts;

    CounterCheck(CounterBuilder builder) {
        this.cache = builder.cache();
        this.ttl = builder.ttl();
        this.mostKeys = builder.mostKeys();
    }

    long raised() {
        return raised.sum();
    }

    /** The cached count of the key may be wrong. */
    synchronized void doubt(String key) {
        if (doubtful.size() < mostKeys || doubtful.containsKey(key)) {
            doubtful.put(key, ++doubts);
        }
    }

    /** The cached counts are to be these, or more. */
    synchronized void atLeast(Map<String, Long> newTotals) {
        newTotals.forEach((key, total) -> {
            if (totals.size() < mostKeys || totals.containsKey(key)) {
                totals.merge(key, total, Math::max);
            }
        });
    }

    private synchronized Map<String, Long> totals() {
        return Map.copyOf(totals);
    }

    private synchronized Map<String, Long> doubtful() {
        return Map.copyOf(doubtful);
    }

    private synchronized void trusted(String key, Map<String, Long> removed) {
        doubtful.remove(key, removed.get(key));
    }

    private synchronized void reached(String key, long total) {
        totals.remove(key, total);
    }

    /**
     * Brings to the truth what can be; what a lease stands before, or the cache fails for, is kept, and keeps nothing else
     * from it.
     *
     * @param isLast there is no next time: a lease is ended, so that its holder loads again
     * @throws CacheException the last failure
     */
    void run(boolean isLast) {
        try {
            removeDoubtful();
        } finally {
            raise(isLast);
        }
    }

    private void removeDoubtful() {
        Map<String, Long> removed = doubtful();
        try {
            cache.deleteAll(removed.keySet());
        } catch (BulkCacheException e) {
            e.done().forEach(key -> trusted(key, removed));
            throw e;
        }
        removed.keySet().forEach(key -> trusted(key, removed));
    }

    private void raise(boolean isLast) {
        Map<String, Long> wanted = new HashMap<>(totals());
        Map<String, Versioned> found;
        CacheException failure = null;
        try {
            found = cache.getsAll(wanted.keySet());
        } catch (BulkCacheException e) {
            found = e.foundVersioned();
            wanted.keySet().removeAll(e.failures().keySet());
            failure = e;
        }
        for (Map.Entry<String, Long> total : wanted.entrySet()) {
            try {
                Versioned entry = found.get(total.getKey());
                if (entry == null || reaches(total.getKey(), entry, total.getValue(), isLast)) {
                    reached(total.getKey(), total.getValue());
                }
            } catch (CachePermanentException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether the entry is right now, or gone, or not a counter's: what is restored after this has the total in it. */
    private boolean reaches(String key, Versioned first, long total, boolean isLast) {
        Versioned entry = first;
        for (int i = 0; i < TRIES; i++) {
            if (entry == null) {
                return true;
            }
            OptionalLong count = CounterDigits.parse(entry.value());
            if (count.isEmpty()) {
                return !CounterEntry.isLease(entry.value()) || (isLast && ended(key, entry));
            }
            if (count.getAsLong() >= total) {
                return true;
            }
            if (cache.cas(key, CounterDigits.format(total), entry.token(), ttl) == CasOutcome.STORED) {
                raised.increment();
                return true;
            }
            entry = cache.gets(key);
        }
        cache.delete(key);
        return true;
    }

    /** A lease may be of a restorer that loaded its total before the flush. */
    private boolean ended(String key, Versioned lease) {
        return cache.delete(key, lease.token()) == CasOutcome.STORED;
    }
}
