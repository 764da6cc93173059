package dev.holdfast.cache.recipes.fleet;

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

    /** A lease of this process. */
    private record Held(byte[] lease, CasToken token) {}

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
        Map<String, Held> held = new TreeMap<>();
        try {
            for (String key : absent) {
                byte[] lease = CounterEntry.lease(claims.token());
                CasToken token = claims.take(key, lease, leaseTtl) ? claims.find(key, lease) : null;
                if (token != null) {
                    held.put(key, new Held(lease, token));
                }
            }
            return held.isEmpty() ? Map.of() : publish(held, source.load(List.copyOf(held.keySet())));
        } catch (RuntimeException | Error e) {
            held.forEach((key, lease) -> claims.release(key, lease.lease(), e));
            throw e;
        }
    }

    private Map<String, Long> publish(Map<String, Held> held, Map<String, Long> totals) {
        Map<String, Long> counts = new LinkedHashMap<>();
        new TreeMap<>(held).forEach((key, lease) -> {
            long total = totals.getOrDefault(key, 0L);
            if (total < 0) {
                throw new IllegalStateException("the source's total is negative: " + total
                        + "; a counter counts up from 0, so count what is taken away under a key of its own");
            }
            if (cache.cas(key, CounterDigits.format(total), lease.token(), ttl) == CasOutcome.STORED) {
                counts.put(key, total);
                restored.increment();
            }
            held.remove(key);
        });
        return counts;
    }
}
