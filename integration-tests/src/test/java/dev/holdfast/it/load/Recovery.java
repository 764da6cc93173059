package dev.holdfast.it.load;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.BreakerState;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import dev.holdfast.it.faults.Stalls;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waits until a cache works again, and judges how long that took, without what this process stood still. */
final class Recovery {
    /** The promise. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** What a breaker may wait beyond that for its next trial. */
    private static final Duration LONGEST_TRIAL_WAIT = Duration.ofMillis(500);

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final DistributedCache cache;
    private final @Nullable CircuitBreakerCache breaker;
    private final Stalls stalls;
    private final Duration limit;
    private Duration longest = Duration.ZERO;

    Recovery(DistributedCache cache, Stalls stalls) {
        this.cache = cache;
        this.stalls = stalls;
        breaker = cache.unwrap(CircuitBreakerCache.class);
        limit = breaker == null ? LIMIT : LIMIT.plus(LONGEST_TRIAL_WAIT);
    }

    /** Until what begins then does not fail, and a breaker has told all; since it was mended just now. */
    void await(String fault) {
        long mendedNanos = System.nanoTime();
        long answeredNanos = await(this::answers, fault);
        await(this::hasToldAll, fault); // which takes as long as there is much to tell
        LockSupport.parkNanos(20_000_000); // a stall of this moment is noted when it is over
        Duration taken = Duration.ofNanos(answeredNanos - mendedNanos - stalls.within(mendedNanos, answeredNanos));
        longest = taken.compareTo(longest) > 0 ? taken : longest;
        if (taken.compareTo(limit) > 0) {
            throw new AssertionError("recovered from " + fault + " in " + taken + " and this process's stalls");
        }
    }

    /** When that was asked which was so. */
    private static long await(BooleanSupplier condition, String fault) {
        long start = System.nanoTime();
        long asked = start;
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(5_000_000);
            asked = System.nanoTime();
            if (asked - start > PATIENCE.toNanos()) {
                throw new AssertionError("not recovered from " + fault + " within " + PATIENCE);
            }
        }
        return asked;
    }

    private boolean answers() {
        try {
            cache.ping();
            return true;
        } catch (CacheException e) {
            return false;
        }
    }

    private boolean hasToldAll() {
        return breaker == null
                || (breaker.state() == BreakerState.CLOSED && breaker.figures().journalled() == 0);
    }

    /** Asked by who awaited them. */
    Duration longest() {
        return longest;
    }
}
