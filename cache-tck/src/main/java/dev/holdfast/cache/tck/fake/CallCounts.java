package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.Operation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many calls a {@link FaultyCache} was asked, and how many of them met a fault. A live view, safe for any number of
 * threads. Calls with invalid arguments are not counted: they are never sent.
 */
public final class CallCounts {
    private final Map<Operation, Long> calls = new ConcurrentHashMap<>();
    private final Map<Operation, Long> faulted = new ConcurrentHashMap<>();

    CallCounts() {}

    void add(Operation operation, boolean withFault) {
        calls.merge(operation, 1L, Long::sum);
        if (withFault) {
            faulted.merge(operation, 1L, Long::sum);
        }
    }

    private static long sum(Map<Operation, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Calls of one operation.
     *
     * @param operation which
     * @return how many, with and without a fault
     */
    public long calls(Operation operation) {
        return calls.getOrDefault(operation, 0L);
    }

    /**
     * Calls of all operations.
     *
     * @return how many, with and without a fault
     */
    public long calls() {
        return sum(calls);
    }

    /**
     * Calls of one operation that met a fault.
     *
     * @param operation which
     * @return how many
     */
    public long faulted(Operation operation) {
        return faulted.getOrDefault(operation, 0L);
    }

    /**
     * Calls of all operations that met a fault.
     *
     * @return how many
     */
    public long faulted() {
        return sum(faulted);
    }

    /**
     * The part of all calls that met a fault.
     *
     * @return 0 to 1; 0 before the first call
     */
    public double faultedFraction() {
        long all = calls();
        return all == 0 ? 0 : (double) faulted() / all;
    }

    /** Both sums. */
    @Override
    public String toString() {
        return faulted() + " of " + calls() + " calls met a fault";
    }
}
