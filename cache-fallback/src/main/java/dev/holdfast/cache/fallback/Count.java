package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One of the four ways to count.
 *
 * @param operation up or down
 * @param delta by how much
 * @param creation what to create where there is no counter; null to create nothing
 */
record Count(Operation operation, long delta, @Nullable Creation creation) {
    record Creation(long initial, Ttl ttl) {
        /** The counter as it is stored. */
        byte[] digits() {
            return Long.toString(initial).getBytes(US_ASCII);
        }
    }

    Count {
        if (delta < 0) {
            throw new IllegalArgumentException("a delta must not be negative, but is " + delta
                    + "; to count the other way use " + (operation == Operation.INCR ? "decr" : "incr"));
        }
        if (creation != null && creation.initial < 0) {
            throw new IllegalArgumentException("an initial value must not be negative, but is " + creation.initial);
        }
    }

    /** Counts if there is a counter. */
    OptionalLong ifPresent(DistributedCache cache, String key) {
        return operation == Operation.INCR ? cache.incr(key, delta) : cache.decr(key, delta);
    }

    /** Counts, or creates if that is wanted. */
    OptionalLong in(DistributedCache cache, String key) {
        if (creation == null) {
            return ifPresent(cache, key);
        }
        return OptionalLong.of(
                operation == Operation.INCR
                        ? cache.incr(key, delta, creation.initial, creation.ttl)
                        : cache.decr(key, delta, creation.initial, creation.ttl));
    }
}
