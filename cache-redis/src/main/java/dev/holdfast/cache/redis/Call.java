package dev.holdfast.cache.redis;

import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One call of the cache's user: what it is, whether a proxy is asked, and when its time is over. */
record Call(
        Operation operation,
        @Nullable String key,
        String endpoint,
        boolean proxied,
        long startNanos,
        long deadlineNanos) {
    static Call start(Operation operation, @Nullable String key, String endpoint, Duration timeout) {
        return start(operation, key, endpoint, false, timeout);
    }

    static Call start(Operation operation, @Nullable String key, String endpoint, boolean proxied, Duration timeout) {
        long now = System.nanoTime();
        return new Call(operation, key, endpoint, proxied, now, now + timeout.toNanos());
    }

    /** The same call, of one of its keys. */
    Call of(String oneKey) {
        return new Call(operation, oneKey, endpoint, proxied, startNanos, deadlineNanos);
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
