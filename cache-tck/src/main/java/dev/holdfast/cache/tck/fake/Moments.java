package dev.holdfast.cache.tck.fake;

import java.util.concurrent.atomic.AtomicLong;

/** When a call was invoked and answered, as numbers that grow. */
interface Moments {
    /** Asked for before the call. */
    long mark();

    /** Asked for after the call: when it began to have effects at the earliest. */
    long invoked(long mark);

    /** Asked for after the call and after {@link #invoked}: when it had its last effects at the latest. */
    long answered(long mark);

    /** For calls of threads that really run at once. */
    static Moments counted() {
        AtomicLong clock = new AtomicLong();
        return new Moments() {
            @Override
            public long mark() {
                return clock.incrementAndGet();
            }

            @Override
            public long invoked(long mark) {
                return mark;
            }

            @Override
            public long answered(long mark) {
                return clock.incrementAndGet();
            }
        };
    }

    /** Microseconds since now, for calls of threads that really run at once: what ends when another begins overlaps it. */
    static Moments timed() {
        long start = System.nanoTime();
        return new Moments() {
            @Override
            public long mark() {
                return (System.nanoTime() - start) / 1_000;
            }

            @Override
            public long invoked(long mark) {
                return mark;
            }

            @Override
            public long answered(long mark) {
                return mark() + 1;
            }
        };
    }
}
