package dev.holdfast.cache.benchmarks.race;

import java.util.Arrays;

/** How long calls took, in buckets a sixteenth of a power of two wide: exact to 6 %. For one thread. */
final class Latencies {
    private static final int FINE_BITS = 4;
    private static final int FINE = 1 << FINE_BITS;

    private final int[] counts = new int[(Long.SIZE - FINE_BITS + 1) * FINE];

    void add(long nanos) {
        counts[bucket(Math.max(nanos, 0))]++;
    }

    void clear() {
        Arrays.fill(counts, 0);
    }

    void addAll(Latencies others) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += others.counts[i];
        }
    }

    private static int bucket(long nanos) {
        int exponent = Long.SIZE - Long.numberOfLeadingZeros(nanos >> FINE_BITS);
        return exponent == 0 ? (int) nanos : exponent * FINE + (int) (nanos >> (exponent - 1)) - FINE;
    }

    /** The middle of a bucket. */
    private static long nanos(int bucket) {
        int exponent = bucket >> FINE_BITS;
        if (exponent == 0) {
            return bucket;
        }
        long start = (long) ((bucket & (FINE - 1)) + FINE) << (exponent - 1);
        return start + ((1L << (exponent - 1)) >> 1);
    }

    /** What so many in a hundred stay within; 0 if there are none. */
    long percentile(double percent) {
        long all = Arrays.stream(counts).asLongStream().sum();
        long wanted = (long) Math.ceil(all * percent / 100);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return nanos(i);
            }
        }
        return 0;
    }
}
