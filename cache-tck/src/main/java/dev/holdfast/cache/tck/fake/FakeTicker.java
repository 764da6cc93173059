package dev.holdfast.cache.tck.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time that stands still until a test moves it: both the monotonic ticker and the wall clock of
 * {@link dev.holdfast.cache.CacheOptions}.
 *
 * <p>Like {@link System#nanoTime()} the ticker starts at a value that means nothing, so code that takes it for the time
 * since some start is found out; {@link #nearOverflow()} finds code that compares two readings instead of their
 * difference. Safe for any number of threads.
 */
public final class FakeTicker implements LongSupplier, InstantSource {
    private static final long ARBITRARY_NANOS = 7_204_119_336_871_905L;
    private static final Instant ARBITRARY_INSTANT = Instant.parse("2031-05-17T09:26:53.589793238Z");

    private volatile Reading now;

    /** Both clocks of one moment, so that no thread sees one moved and the other not. */
    private record Reading(long nanos, Instant wall) {}

    private FakeTicker(long nanos) {
        now = new Reading(nanos, ARBITRARY_INSTANT);
    }

    /**
     * A ticker at an arbitrary value, neither zero nor round, with the wall clock in 2031.
     *
     * @return a new ticker
     */
    public static FakeTicker create() {
        return new FakeTicker(ARBITRARY_NANOS);
    }

    /**
     * A ticker that wraps around to {@link Long#MIN_VALUE} within the next second, as {@link System#nanoTime()} may.
     *
     * @return a new ticker, half a second before its overflow
     */
    public static FakeTicker nearOverflow() {
        return new FakeTicker(Long.MAX_VALUE - 500_000_000L);
    }

    /**
     * Moves the ticker and the wall clock forward.
     *
     * @param duration how far, zero or more, up to 292 years
     * @throws IllegalArgumentException if it is negative: a monotonic clock never goes back
     */
    public synchronized void advance(Duration duration) {
        requireNotNegative(duration);
        long nanos = duration.toNanos();
        now = new Reading(now.nanos() + nanos, now.wall().plus(duration));
    }

    /**
     * Sets the wall clock alone back, as an operator or a time server does; the ticker goes on from where it is.
     *
     * @param duration how far back, zero or more
     * @throws IllegalArgumentException if it is negative
     */
    public synchronized void setBackWallClock(Duration duration) {
        requireNotNegative(duration);
        now = new Reading(now.nanos(), now.wall().minus(duration));
    }

    private static void requireNotNegative(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time moves by zero or more, not by " + duration);
        }
    }

    /** The monotonic clock, in nanoseconds since no moment in particular. */
    @Override
    public long getAsLong() {
        return now.nanos();
    }

    /** The wall clock. */
    @Override
    public Instant instant() {
        return now.wall();
    }

    /** Both readings. */
    @Override
    public String toString() {
        Reading reading = now;
        return "FakeTicker[" + reading.nanos() + " ns, " + reading.wall() + "]";
    }
}
