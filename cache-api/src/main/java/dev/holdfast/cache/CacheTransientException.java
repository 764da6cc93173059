package dev.holdfast.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The same call may succeed later: the server was away, slow or overloaded. Circuit breakers count these. */
public abstract sealed class CacheTransientException extends CacheException
        permits CacheUnavailableException, CacheTimeoutException, CacheOverloadedException {
    @Serial
    private static final long serialVersionUID = 1L;

    CacheTransientException(
            FailedCall call, Outcome outcome, String detail, @Nullable Throwable cause, boolean writableStackTrace) {
        super(call, outcome, detail, cause, writableStackTrace);
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
