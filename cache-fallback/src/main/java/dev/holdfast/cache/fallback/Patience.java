package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long one call goes on asking the side that is not where the truth is: once that has failed and one timeout has
 * passed, no longer. So a call waits once for a server that hangs, and not once a step and a key.
 */
final class Patience {
    private final LongSupplier ticker;
    private final long giveUpAt;
    private @Nullable CacheException failure;

    Patience(Duration timeout, LongSupplier ticker) {
        this.ticker = ticker;
        this.giveUpAt = ticker.getAsLong() + timeout.toNanos();
    }

    void failed(CacheException newFailure) {
        failure = newFailure;
    }

    boolean isOver() {
        return failure != null && ticker.getAsLong() - giveUpAt >= 0;
    }

    /** Why that side is not asked any more; null as long as it is. */
    @Nullable
    CacheException reason() {
        return isOver() ? failure : null;
    }
}
