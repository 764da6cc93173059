package dev.holdfast.cache.memcached;

import dev.holdfast.cache.Ttl;
import java.time.InstantSource;

/**
 * The one place where a TTL becomes memcached's number of seconds and back.
 *
 * <p>memcached counts in ticks of a second, so a number n lives between n-1 and n seconds: what must live t is given
 * one second more than t rounded up. Up to 30 days the number is relative, beyond it is a moment of the wall clock, and
 * what ends after the last moment the server can hold (2038) does not end at all.
 */
final class Expiry {
    private static final int NEVER = 0;
    private static final int LONGEST_RELATIVE = 30 * 24 * 60 * 60;

    private final InstantSource clock;

    Expiry(InstantSource clock) {
        this.clock = clock;
    }

    int of(Ttl ttl) {
        long seconds = ttl.toSecondsRoundedUp();
        if (seconds < LONGEST_RELATIVE) {
            return (int) seconds + 1;
        }
        long nowSeconds = Math.floorDiv(clock.millis() + 999, 1000L);
        long end = seconds >= Integer.MAX_VALUE - nowSeconds ? Long.MAX_VALUE : nowSeconds + seconds + 1;
        return end > Integer.MAX_VALUE ? NEVER : (int) end;
    }

    /**
     * What the server says is left, as a TTL: less the second added by {@link #of} and the one that rounding up may have
     * added, so that it is never more than what was set.
     */
    Ttl left(long seconds) {
        if (seconds < 0) {
            return Ttl.forever();
        }
        return seconds <= 2 ? Ttl.ofMillis(1) : Ttl.ofSeconds(seconds - 2);
    }
}
