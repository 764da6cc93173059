package dev.holdfast.cache.tck.fake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits on the latch itself, so that closing ends the wait at once. */
record RealSleeper() implements Sleeper {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public boolean sleep(Duration duration, CountDownLatch closed) throws InterruptedException {
        return closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }
}
