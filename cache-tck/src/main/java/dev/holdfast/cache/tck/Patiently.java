package dev.holdfast.cache.tck;

import dev.holdfast.cache.CacheTransientException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tries again while a cache is still away, for as long as the contract lets it be away. */
final class Patiently {
    /** Clause ERR-4 gives a cache 1 s after the server is back; the rest is for a loaded machine. */
    private static final Duration RECOVERY = Duration.ofSeconds(3);

    private static final Duration STEP = Duration.ofMillis(10);

    private Patiently() {}

    /** The first answer that is not a transient failure. */
    static <T extends @Nullable Object> T answer(CacheHarness harness, Supplier<T> call) {
        long start = System.nanoTime();
        while (true) {
            try {
                return call.get();
            } catch (CacheTransientException e) {
                failIfTooLate(start, e);
                harness.advance(STEP);
            }
        }
    }

    /** Returns once the call answers true. */
    static void until(CacheHarness harness, BooleanSupplier call) {
        long start = System.nanoTime();
        while (!answer(harness, call::getAsBoolean)) {
            failIfTooLate(start, null);
            harness.advance(STEP);
        }
    }

    private static void failIfTooLate(long start, @Nullable CacheTransientException last) {
        if (System.nanoTime() - start > RECOVERY.toNanos()) {
            throw new AssertionError("the cache has not recovered within " + RECOVERY, last);
        }
    }
}
