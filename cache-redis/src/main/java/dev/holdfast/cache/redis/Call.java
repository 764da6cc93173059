package dev.holdfast.cache.redis;

import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One call of the cache's user: what it is, and when its time is over. */
record Call(Operation operation, @Nullable String key, String endpoint, long startNanos, long deadlineNanos) {
    static Call start(Operation operation, @Nullable String key, String endpoint, Duration timeout) {
        long now = System.nanoTime();
        return new Call(operation, key, endpoint, now, now + timeout.toNanos());
    }

    /** The same call, of one of its keys. */
    Call of(String oneKey) {
        return new Call(operation, oneKey, endpoint, startNanos, deadlineNanos);
    }

    FailedCall failed() {
        return new FailedCall(operation, key, endpoint, Duration.ofNanos(System.nanoTime() - startNanos));
    }

    FailedCall unsent() {
        return FailedCall.unsent(operation, key, endpoint);
    }

    long leftNanos() {
        return deadlineNanos - System.nanoTime();
    }
}
