package dev.holdfast.cache.fallback;

import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What the builder of {@link FallbackCache} was told, checked there. */
record MigrationOptions(
        String name,
        String endpoint,
        Duration timeout,
        LongSupplier ticker,
        Duration promotionTtl,
        OldFailure oldFailure,
        NewFailure newFailure,
        boolean leaveMarks,
        int maxValueBytes,
        int journalKeys) {
    /** How long old tells processes of a neighbouring phase where a key went. */
    private static final Ttl FORWARD_TTL = Ttl.of(Duration.ofDays(1));

    /** How long a reader may take between looking in new and looking in old, where nobody writes old any more. */
    private static final Ttl SHORT_FORWARD_TTL = Ttl.ofSeconds(10);

    Ttl forwardTtl() {
        return leaveMarks ? FORWARD_TTL : SHORT_FORWARD_TTL;
    }
}
