package dev.holdfast.cache.local;

import dev.holdfast.cache.KeyRules;

/**
 * A value and when it ends. Immutable; the array is never handed out and never changed, so that its identity serves as
 * the version that a {@code cas} token names: a write brings a new array, a touch keeps it.
 */
final class Entry {
    /** What the map's node, key, entry and array take beside key and value, in bytes, on a 64-bit JVM. */
    private static final int OVERHEAD_BYTES = 192;

    private static final long NEVER = Long.MAX_VALUE;

    private final byte[] value;
    private final long deadlineNanos;

    private Entry(byte[] value, long deadlineNanos) {
        this.value = value;
        this.deadlineNanos = deadlineNanos;
    }

    /** An entry that ends that long after now; saturates at "never" beyond 146 years, where tick differences wrap. */
    static Entry of(byte[] value, long nowNanos, long ttlNanos) {
        return new Entry(value, deadline(nowNanos, ttlNanos));
    }

    private static long deadline(long nowNanos, long ttlNanos) {
        if (ttlNanos > Long.MAX_VALUE / 2) {
            return NEVER;
        }
        long deadline = nowNanos + ttlNanos;
        return deadline == NEVER ? deadline + 1 : deadline;
    }

    Entry withTtl(long nowNanos, long ttlNanos) {
        return new Entry(value, deadline(nowNanos, ttlNanos));
    }

    Entry withValue(byte[] newValue) {
        return new Entry(newValue, deadlineNanos);
    }

    byte[] value() {
        return value;
    }

    boolean isForever() {
        return deadlineNanos == NEVER;
    }

    /** What is left; more than zero for a live entry. Differences of ticks are right across the ticker's wrap. */
    long remainingNanos(long nowNanos) {
        return deadlineNanos - nowNanos;
    }

    static int weight(String key, Entry entry) {
        return (int) Math.min(Integer.MAX_VALUE, (long) OVERHEAD_BYTES + 2L * key.length() + entry.value.length);
    }

    static long largestWeight(int maxValueBytes) {
        return OVERHEAD_BYTES + 2L * KeyRules.MAX_BYTES + maxValueBytes;
    }
}
