package dev.holdfast.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The same call will fail again until the caller, the configuration or the server is changed. */
public abstract sealed class CachePermanentException extends CacheException
        permits CacheConfigurationException,
                CacheAuthenticationException,
                CacheRejectedException,
                NotACounterException,
                CacheCodecException,
                UnsupportedCacheOperationException {
    @Serial
    private static final long serialVersionUID = 1L;

    CachePermanentException(FailedCall call, Outcome outcome, String detail, @Nullable Throwable cause) {
        super(call, outcome, detail, cause, true);
    }
}
