package dev.holdfast.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * No answer within the timeout. The outcome is {@link Outcome#UNKNOWN} for a write that was sent: it may have been
 * carried out, once; it is never sent a second time.
 */
public final class CacheTimeoutException extends CacheTransientException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A call given up.
     *
     * @param call the call that failed
     * @param outcome what is known of the stored value
     * @param detail what was waited for, without values or secrets
     * @param cause the client's own failure, or null
     */
    public CacheTimeoutException(FailedCall call, Outcome outcome, String detail, @Nullable Throwable cause) {
        super(call, outcome, detail, cause, true);
    }
}
