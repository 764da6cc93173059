package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheAuthenticationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the failure of a step into the failure of the call that took it. */
final class Failures {
    private Failures() {}

    /** Takes steps that follow one which changed something: if they fail nobody knows of the whole call. */
    static <T extends @Nullable Object> T afterAChange(Supplier<T> steps) {
        try {
            return steps.get();
        } catch (CacheInterruptedException e) {
            throw CacheInterruptedException.restoringTheFlag(e.call(), Outcome.UNKNOWN, null);
        } catch (CacheTimeoutException e) {
            throw new CacheTimeoutException(e.call(), Outcome.UNKNOWN, "after the change: " + e.getMessage(), e);
        } catch (CacheException e) {
            throw new CacheUnavailableException(e.call(), Outcome.UNKNOWN, "after the change: " + e.getMessage(), e);
        }
    }

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
