package dev.holdfast.cache.fallback;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long one call goes on asking new, which is not where the truth is: once new has failed and one timeout has passed,
 * no longer. So a call waits once for a server that hangs, and not once a step and a key.
 */
final class Patience {
    private final LongSupplier ticker;
    private final long giveUpAt;
    private boolean failed;

    Patience(Duration timeout, LongSupplier ticker) {
        this.ticker = ticker;
        this.giveUpAt = ticker.getAsLong() + timeout.toNanos();
    }

    void failed() {
        failed = true;
    }

    boolean isOver() {
        return failed && ticker.getAsLong() - giveUpAt >= 0;
    }
}
