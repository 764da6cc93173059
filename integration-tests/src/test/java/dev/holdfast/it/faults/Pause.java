package dev.holdfast.it.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Time that passes while others act. */
final class Pause {
    private Pause() {}

    static void of(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
