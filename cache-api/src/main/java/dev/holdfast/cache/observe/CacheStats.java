package dev.holdfast.cache.observe;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheEvent.Result;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.Operation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * The observer that counts: hits, misses, errors, and a latency histogram an operation.
 *
 * <p>One may observe several caches. Never blocks, allocates nothing an event; safe for many threads. Figures read
 * while calls go on are near, not of one moment.
 */
public final class CacheStats implements CacheObserver {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder stateMoves = new LongAdder();
    private final Map<Operation, LatencyHistogram> latencies = new EnumMap<>(Operation.class);

    /** Starts at zero. */
    public CacheStats() {
        for (Operation operation : Operation.values()) {
            latencies.put(operation, new LatencyHistogram());
        }
    }

    @Override
    public void on(CacheEvent event) {
        if (event instanceof CacheEvent.Call call) {
            latency(call.operation()).record(call.nanos());
            if (call.result() == Result.FAILED) {
                errors.increment();
            } else if (call.operation().isRead()) {
                hits.add(call.hits());
                misses.add(call.keys() - call.hits());
            } else if (call.operation() == Operation.GET_AND_TOUCH) {
                (call.hits() == 1 ? hits : misses).increment();
            }
        } else if (event instanceof CacheEvent.Undecodable) {
            undecodable.increment();
        } else {
            stateMoves.increment();
        }
    }

    @Override
    public boolean inline() {
        return true;
    }

    /**
     * How many keys reads found.
     *
     * @return 0 or more; a bulk read counts each key
     */
    public long hits() {
        return hits.sum();
    }

    /**
     * How many keys reads did not find.
     *
     * @return 0 or more; a bulk read counts each key
     */
    public long misses() {
        return misses.sum();
    }

    /**
     * The part of reads that found their key.
     *
     * @return 0 to 1; 0 before the first read
     */
    public double hitRatio() {
        long found = hits();
        long asked = found + misses();
        return asked == 0 ? 0 : (double) found / asked;
    }

    /**
     * How many calls threw.
     *
     * @return 0 or more
     */
    public long errors() {
        return errors.sum();
    }

    /**
     * How many typed reads met bytes they could not decode, which count as hits here and as misses to their callers.
     *
     * @return 0 or more
     */
    public long undecodable() {
        return undecodable.sum();
    }

    /**
     * How often a breaker, a migration or a connection changed its state.
     *
     * @return 0 or more
     */
    public long stateMoves() {
        return stateMoves.sum();
    }

    /**
     * How many calls of an operation ended.
     *
     * @param operation the operation
     * @return 0 or more
     */
    public long calls(Operation operation) {
        return latency(operation).count();
    }

    /**
     * The latency that a part of an operation's calls did not exceed.
     *
     * @param operation the operation
     * @param quantile 0 to 1: 0.5 is the median, 0.99 the 99th percentile
     * @return at most 25 % over the true one and never under it, for latencies of 64 ns to 68 s; those outside count as
     *     the nearer of the two; zero before the first call
     * @throws IllegalArgumentException if the quantile is outside [0, 1]
     */
    public Duration latency(Operation operation, double quantile) {
        return Duration.ofNanos(latency(operation).quantileNanos(quantile));
    }

    private LatencyHistogram latency(Operation operation) {
        return Objects.requireNonNull(latencies.get(operation), "operation");
    }

    /** Such as {@code hits 90, misses 10 (90.0 %), errors 0}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "hits %d, misses %d (%.1f %%), errors %d", hits(), misses(), 100 * hitRatio(), errors());
    }
}
