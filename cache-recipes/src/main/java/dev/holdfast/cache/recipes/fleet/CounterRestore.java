package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.spi.CounterDigits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;

/**
 * Puts counters that are absent into the cache from the source, one process of all a counter. Who has the lease loads
 * and puts the total in its place by cas; the others wait for the digits. Nothing can be counted meanwhile, so the
 * total put there misses nothing that was counted in the cached counter after it was loaded.
 */
final class CounterRestore {
    private final DistributedCache cache;
    private final CounterSource source;
    private final Claims claims;
    private final Ttl ttl;
    private final Ttl leaseTtl;
    private final long patienceNanos;
    private final Time time;
    private final LongAdder restored = new LongAdder();

    CounterRestore(CounterBuilder builder, Claims claims) {
        this.cache = builder.cache();
        this.source = builder.source();
        this.claims = claims;
        this.ttl = builder.ttl();
        this.leaseTtl = Ttl.of(builder.lease());
        this.patienceNanos = builder.patience().toNanos();
        this.time = builder.time();
    }

    long deadline() {
        return time.now() + patienceNanos;
    }

    boolean isPast(long deadlineNanos) {
        return time.now() - deadlineNanos >= 0;
    }

    long restored() {
        return restored.sum();
    }

    /**
     * The counts, restored where they are absent.
     *
     * @param beforeLoading has the source told of what this process counted of these keys
     * @throws CacheTimeoutException if another process restores one and is not done by the deadline
     */
    Map<String, Long> counts(Iterable<String> keys, long deadlineNanos, Runnable beforeLoading) {
        try {
            return awaited(keys, deadlineNanos, beforeLoading);
        } catch (CacheInterruptedException e) {
            throw e.outcome() == Outcome.NOT_APPLIED
                    ? e
                    : CacheInterruptedException.restoringTheFlag(e.call(), Outcome.NOT_APPLIED, null);
        } catch (CacheTransientException e) {
            if (e.outcome() == Outcome.NOT_APPLIED) {
                throw e;
            }
            // what is not known is whether a lease or a total is there; for the caller nothing was counted
            throw new CacheUnavailableException(
                    e.call(), Outcome.NOT_APPLIED, "the counter could not be restored from its source", e);
        }
    }

    private Map<String, Long> awaited(Iterable<String> keys, long deadlineNanos, Runnable beforeLoading) {
        Map<String, Long> counts = new LinkedHashMap<>();
        TreeSet<String> open = new TreeSet<>();
        keys.forEach(open::add);
        for (int waits = 0; !open.isEmpty(); ) {
            Map<String, byte[]> found = cache.getAll(open);
            found.forEach(
                    (key, value) -> CounterEntry.count(cache, key, value).ifPresent(count -> counts.put(key, count)));
            List<String> absent =
                    open.stream().filter(key -> !found.containsKey(key)).toList();
            if (!absent.isEmpty()) {
                counts.putAll(restore(absent, beforeLoading));
            }
            open.removeAll(counts.keySet());
            if (!open.isEmpty()) {
                if (isPast(deadlineNanos)) {
                    throw late(open.first());
                }
                time.await(waits++, deadlineNanos);
            }
        }
        return counts;
    }

    CacheTimeoutException late(String key) {
        return new CacheTimeoutException(
                new FailedCall(Operation.GET, key, cache.toString(), Duration.ofNanos(patienceNanos)),
                Outcome.NOT_APPLIED,
                "another process restores this counter from its source and is not done: wait longer (patience), or make"
                        + " the source quicker",
                null);
    }

    /** Those of the counters that it was this process's turn to restore. */
    private Map<String, Long> restore(List<String> absent, Runnable beforeLoading) {
        beforeLoading.run();
        Map<String, byte[]> leases = new TreeMap<>();
        Map<String, CasToken> held = new TreeMap<>();
        try {
            for (String key : absent) {
                byte[] lease = CounterEntry.lease(claims.token());
                leases.put(key, lease); // before it is known to be there: an answer may be lost
                CasToken token = claims.take(key, lease, leaseTtl) ? claims.find(key, lease) : null;
                if (token == null) {
                    leases.remove(key);
                } else {
                    held.put(key, token);
                }
            }
            return held.isEmpty() ? Map.of() : publish(held, leases, source.load(List.copyOf(held.keySet())));
        } catch (RuntimeException | Error e) {
            release(leases, e);
            throw e;
        }
    }

    /** Stops where the cache does not answer in time: each lease more would cost the caller a timeout. */
    private void release(Map<String, byte[]> leases, Throwable failure) {
        for (Map.Entry<String, byte[]> lease : leases.entrySet()) {
            if (!claims.release(lease.getKey(), lease.getValue(), failure)) {
                return;
            }
        }
    }

    private Map<String, Long> publish(
            Map<String, CasToken> held, Map<String, byte[]> leases, Map<String, Long> totals) {
        Map<String, Long> counts = new LinkedHashMap<>();
        held.forEach((key, token) -> {
            long total = totals.getOrDefault(key, 0L);
            if (total < 0) {
                throw new IllegalStateException("the source's total is negative: " + total
                        + "; a counter counts up from 0, so count what is taken away under a key of its own");
            }
            if (cache.cas(key, CounterDigits.format(total), token, ttl) == CasOutcome.STORED) {
                counts.put(key, total);
                restored.increment();
            }
            leases.remove(key);
        });
        return counts;
    }
}
