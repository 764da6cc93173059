package dev.holdfast.cache.tck.recipes;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads are about to do. */
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long STEP_NANOS = 1_000_000;

    private Eventually() {}

    static void that(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
