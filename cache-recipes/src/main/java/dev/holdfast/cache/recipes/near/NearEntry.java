package dev.holdfast.cache.recipes.near;

import org.jspecify.annotations.Nullable;

/** What is held of a key. Safe for any number of threads. */
final class NearEntry {
    /**
     * Who is read again within this time is not reported to the eviction policy once more, which spares hot entries half
     * the cost of a hit. Reports that are missing cost hits only where all entries held are replaced in less time.
     */
    private static final long REPORT_NANOS = 10_000_000;

    private final @Nullable Object held;
    private final long endNanos;
    private final long epoch;
    private final int weight;
    private long reportedNanos; // of many threads, and may be any one's: all that hangs on it is a report more or less

    /**
     * An entry that is about to be kept, which reports it.
     *
     * @param held a value, or the bytes that each reader gets decoded anew; null for knowing that nothing is there
     * @param readNanos when it was read, by the ticker
     * @param endNanos when it ends
     * @param epoch within which it was read; outside it nothing is known of it
     * @param weight as the weigher said
     */
    NearEntry(@Nullable Object held, long readNanos, long endNanos, long epoch, int weight) {
        this.held = held;
        this.endNanos = endNanos;
        this.epoch = epoch;
        this.weight = weight;
        this.reportedNanos = readNanos;
    }

    @Nullable
    Object held() {
        return held;
    }

    long endNanos() {
        return endNanos;
    }

    long epoch() {
        return epoch;
    }

    int weight() {
        return weight;
    }

    /** Whether the eviction policy ought to hear that it is read; then it is taken for told. */
    boolean isReportDue(long nanos) {
        boolean due = nanos - reportedNanos >= REPORT_NANOS;
        if (due) {
            reportedNanos = nanos;
        }
        return due;
    }
}
