package dev.holdfast.cache.observe;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations in buckets a quarter of a power of two wide, from under 64 ns to over a minute: the log-linear
 * layout of HdrHistogram (G. Tene) with two significant bits.
 */
final class LatencyHistogram {
    private static final int FIRST_EXPONENT = 6;
    private static final int LAST_EXPONENT = 36;
    private static final int BUCKETS = (LAST_EXPONENT - FIRST_EXPONENT) * 4 + 1;

    private final LongAdder[] buckets = new LongAdder[BUCKETS];

    LatencyHistogram() {
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] = new LongAdder();
        }
    }

    void record(long nanos) {
        buckets[bucket(nanos)].increment();
    }

    long count() {
        long sum = 0;
        for (LongAdder bucket : buckets) {
            sum += bucket.sum();
        }
        return sum;
    }

    long quantileNanos(double quantile) {
        if (!(quantile >= 0 && quantile <= 1)) {
            throw new IllegalArgumentException("a quantile is from 0 to 1, not " + quantile);
        }
        long rank = (long) Math.ceil(quantile * count());
        long seen = 0;
        int highest = -1;
        for (int i = 0; i < BUCKETS; i++) {
            long here = buckets[i].sum();
            seen += here;
            if (here > 0) {
                highest = i;
                if (seen >= rank) {
                    break;
                }
            }
        }
        return highest < 0 ? 0 : upperBoundNanos(highest);
    }

    private static int bucket(long nanos) {
        if (nanos < 1L << FIRST_EXPONENT) {
            return 0;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(nanos);
        int quarter = (int) (nanos >>> (exponent - 2)) & 3;
        return Math.min(BUCKETS - 1, (exponent - FIRST_EXPONENT) * 4 + quarter + 1);
    }

    private static long upperBoundNanos(int bucket) {
        if (bucket == 0) {
            return 1L << FIRST_EXPONENT;
        }
        int exponent = FIRST_EXPONENT + (bucket - 1) / 4;
        return (1L << exponent) + ((bucket - 1) % 4 + 1L) * (1L << (exponent - 2));
    }
}
