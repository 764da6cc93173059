package dev.holdfast.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long an entry lives: a positive duration, or {@link #forever()}.
 *
 * <p>Zero and negative cannot be built, so no backend can read them as "for ever". Drivers round <b>up</b> to their
 * resolution, so an entry never expires early. Immutable.
 */
public final class Ttl {
    private static final Ttl FOREVER = new Ttl(null);

    private static final long MOST_MINUTES = Long.MAX_VALUE / 60;

    /** Null: no expiry. */
    private final @Nullable Duration duration;

    private Ttl(@Nullable Duration duration) {
        this.duration = duration;
    }

    /**
     * A time to live of that duration.
     *
     * @param duration more than zero; durations beyond what a backend can hold are kept as long as it can hold
     * @return the time to live
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    public static Ttl of(Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(
                    "a TTL must be longer than zero, not " + duration + "; for no expiry use Ttl.forever()");
        }
        return new Ttl(duration);
    }

    /**
     * A time to live of that many milliseconds.
     *
     * @param millis more than zero
     * @return the time to live
     * @throws IllegalArgumentException if not positive
     */
    public static Ttl ofMillis(long millis) {
        return of(Duration.ofMillis(millis));
    }

    /**
     * A time to live of that many seconds.
     *
     * @param seconds more than zero
     * @return the time to live
     * @throws IllegalArgumentException if not positive
     */
    public static Ttl ofSeconds(long seconds) {
        return of(Duration.ofSeconds(seconds));
    }

    /**
     * A time to live of that many minutes.
     *
     * @param minutes more than zero; more than a {@link Duration} holds are kept as long as it can hold
     * @return the time to live
     * @throws IllegalArgumentException if not positive
     */
    public static Ttl ofMinutes(long minutes) {
        return of(Duration.ofMinutes(Math.max(-MOST_MINUTES, Math.min(minutes, MOST_MINUTES))));
    }

    /**
     * No expiry: the entry stays until it is deleted, evicted or lost.
     *
     * @return the time to live without end
     */
    public static Ttl forever() {
        return FOREVER;
    }

    /**
     * Whether this is {@link #forever()}.
     *
     * @return true for no expiry
     */
    public boolean isForever() {
        return duration == null;
    }

    /**
     * The duration.
     *
     * @return more than zero
     * @throws IllegalStateException if {@link #isForever()}
     */
    public Duration duration() {
        if (duration == null) {
            throw new IllegalStateException("this TTL is forever: ask isForever() first");
        }
        return duration;
    }

    /**
     * The whole nanoseconds, saturated at {@link Long#MAX_VALUE}, which also stands for {@link #forever()}.
     *
     * @return 1 or more
     */
    public long toNanos() {
        return duration == null ? Long.MAX_VALUE : inUnitsOf(1);
    }

    /**
     * The milliseconds, rounded up, saturated at {@link Long#MAX_VALUE}, which also stands for {@link #forever()}.
     *
     * @return 1 or more
     */
    public long toMillisRoundedUp() {
        return inUnitsOf(1_000_000);
    }

    /**
     * The seconds, rounded up, saturated at {@link Long#MAX_VALUE}, which also stands for {@link #forever()}.
     *
     * @return 1 or more
     */
    public long toSecondsRoundedUp() {
        return inUnitsOf(1_000_000_000);
    }

    /** The one place where a duration becomes a number: rounded up, saturated. The unit divides a second. */
    private long inUnitsOf(int unitNanos) {
        if (duration == null) {
            return Long.MAX_VALUE;
        }
        long unitsASecond = 1_000_000_000L / unitNanos;
        long fraction = (duration.getNano() + unitNanos - 1L) / unitNanos;
        long seconds = duration.getSeconds();
        return seconds > (Long.MAX_VALUE - fraction) / unitsASecond
                ? Long.MAX_VALUE
                : seconds * unitsASecond + fraction;
    }

    /**
     * A TTL drawn evenly from the last {@code fraction} of this one, so that entries written together do not expire
     * together. Never longer than this one: a bound on staleness stays a bound. {@link #forever()} stays as it is.
     *
     * @param fraction the greatest part to take off, 0 to 1 exclusive: 0.1 gives 90 to 100 percent
     * @return the shortened TTL
     * @throws IllegalArgumentException if the fraction is outside [0, 1)
     */
    public Ttl withJitter(double fraction) {
        return withJitter(fraction, ThreadLocalRandom.current());
    }

    /**
     * As {@link #withJitter(double)}, with the caller's randomness.
     *
     * @param fraction the greatest part to take off, 0 to 1 exclusive
     * @param random where the draw comes from
     * @return the shortened TTL
     * @throws IllegalArgumentException if the fraction is outside [0, 1)
     */
    public Ttl withJitter(double fraction, RandomGenerator random) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new IllegalArgumentException("jitter must be at least 0 and under 1, not " + fraction);
        }
        long nanos = toNanos();
        if (nanos == Long.MAX_VALUE) {
            return this;
        }
        return new Ttl(Duration.ofNanos(Math.max(1, nanos - (long) (nanos * fraction * random.nextDouble()))));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ttl that && Objects.equals(duration, that.duration);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(duration);
    }

    /** {@code forever}, or the duration in ISO-8601 form. */
    @Override
    public String toString() {
        return duration == null ? "forever" : duration.toString();
    }
}
