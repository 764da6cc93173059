package dev.holdfast.cache.memcached;

import dev.holdfast.cache.Ttl;
import java.time.InstantSource;

/**
 * The one place where a TTL becomes memcached's number of seconds and back.
 *
 * <p>memcached counts in whole seconds, of a clock that it looks at once in somewhat more than a second: when an entry
 * comes that clock may stand up to two seconds behind, so a number n lives between n-2 and n seconds. What must live t is
 * given two seconds more than t rounded up. Up to 30 days the number is relative, beyond it is a moment of the wall
 * clock, and what ends after the last moment the server can hold (2038) does not end at all.
 */
final class Expiry {
    private static final int NEVER = 0;
    private static final int BEHIND = 2;
    private static final int LONGEST_RELATIVE = 30 * 24 * 60 * 60;

    private final InstantSource clock;

    Expiry(InstantSource clock) {
        this.clock = clock;
    }

    int of(Ttl ttl) {
        long seconds = ttl.toSecondsRoundedUp();
        if (seconds <= LONGEST_RELATIVE - BEHIND) {
            return (int) seconds + BEHIND;
        }
        long nowSeconds = Math.floorDiv(clock.millis() + 999, 1000L);
        long end = seconds >= Integer.MAX_VALUE - nowSeconds ? Long.MAX_VALUE : nowSeconds + seconds + BEHIND;
        return end > Integer.MAX_VALUE ? NEVER : (int) end;
    }

    /**
     * What the server says is left, as a TTL: less the seconds added by {@link #of} and the one that rounding up may
     * have added, so that it is never more than what was set. Of a moment of the clock the server's own, standing
     * behind, makes two more.
     */
    Ttl left(long seconds) {
        if (seconds < 0) {
            return Ttl.forever();
        }
        long sure = seconds - BEHIND - 1 - (seconds > LONGEST_RELATIVE ? BEHIND : 0);
        return sure <= 0 ? Ttl.ofMillis(1) : Ttl.ofSeconds(sure);
    }
}
