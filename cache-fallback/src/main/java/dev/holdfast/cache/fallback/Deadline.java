package dev.holdfast.cache.fallback;

import dev.holdfast.cache.Ttl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When an entry written during an outage ends, on the ticker. */
record Deadline(long atNanos, boolean isNever) {
    static Deadline of(Ttl ttl, long nowNanos) {
        long nanos = ttl.toNanos();
        return new Deadline(nowNanos + nanos, nanos == Long.MAX_VALUE);
    }

    /** What is left; null if it has passed. */
    @Nullable
    Ttl left(long nowNanos) {
        if (isNever) {
            return Ttl.forever();
        }
        long nanos = atNanos - nowNanos;
        return nanos <= 0 ? null : Ttl.of(Duration.ofNanos(nanos));
    }
}
