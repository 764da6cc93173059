package dev.holdfast.cache.tck.fake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * How a {@link FaultyCache} waits: {@linkplain #real() really}, or by {@linkplain #advancing moving} a fake clock, so
 * that a test of timeouts takes no time. Safe for any number of threads.
 */
public interface Sleeper {
    /**
     * The clock that the waiting is measured by.
     *
     * @return nanoseconds since no moment in particular, as {@link System#nanoTime()}
     */
    long nanoTime();

    /**
     * Waits until the time has passed or the latch is down, whichever comes first.
     *
     * @param duration how long at most
     * @param closed goes down when nobody needs to wait any more
     * @return whether the latch is down
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    boolean sleep(Duration duration, CountDownLatch closed) throws InterruptedException;

    /**
     * Waits as long as it says, on {@link System#nanoTime()}.
     *
     * @return the sleeper
     */
    static Sleeper real() {
        return new RealSleeper();
    }

    /**
     * Moves the ticker by the time asked for and returns at once; so a cache that was given the same ticker sees the
     * time pass. Threads that wait at the same moment each move it: use it where one thread calls at a time.
     *
     * @param ticker the clock to move
     * @return the sleeper
     */
    static Sleeper advancing(FakeTicker ticker) {
        return new AdvancingSleeper(ticker);
    }
}
