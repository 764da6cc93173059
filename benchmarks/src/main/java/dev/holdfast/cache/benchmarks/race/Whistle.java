package dev.holdfast.cache.benchmarks.race;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Starts all callers of a slice at one moment, and tells them to stop. */
final class Whistle {
    private final CountDownLatch start = new CountDownLatch(1);
    private volatile boolean over;

    void awaitStart() throws InterruptedException {
        start.await();
    }

    /** Whether to stop; looked at after every call, as JMH's loops do. */
    boolean isOver() {
        return over;
    }

    /** Lets them run for so long. */
    void blow(long nanos) {
        long end = System.nanoTime() + nanos;
        start.countDown();
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
        over = true;
    }
}
