package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheAuthenticationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import java.time.Duration;

/** Turns the failure of a step into the failure of the call that took it. */
final class Failures {
    private Failures() {}

    /** The same failure under the caller's operation and key; as it is where it bears that name already. */
    static CacheException of(CacheException step, Operation operation, String key, Duration elapsed) {
        if (step.call().operation() == operation) {
            return step;
        }
        FailedCall call = new FailedCall(operation, key, step.call().endpoint(), elapsed);
        Outcome outcome = operation.isRead() ? Outcome.NOT_APPLIED : step.outcome();
        String detail = "a step of it failed: " + step.getMessage();
        if (step instanceof CacheUnavailableException) {
            return new CacheUnavailableException(call, outcome, detail, step);
        }
        if (step instanceof CacheTimeoutException) {
            return new CacheTimeoutException(call, outcome, detail, step);
        }
        if (step instanceof CacheOverloadedException) {
            return new CacheOverloadedException(call, detail);
        }
        if (step instanceof CacheRejectedException rejected) {
            return new CacheRejectedException(call, rejected.reason(), detail, step);
        }
        if (step instanceof CacheAuthenticationException) {
            return new CacheAuthenticationException(call, detail, step);
        }
        return step;
    }
}
