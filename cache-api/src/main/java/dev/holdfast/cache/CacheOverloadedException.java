package dev.holdfast.cache;

import java.io.Serial;

/**
 * Refused before anything was sent, because too many calls are waiting already; the outcome is
 * {@link Outcome#NOT_APPLIED}. Made cheap for hot paths: it carries no stack trace.
 */
public final class CacheOverloadedException extends CacheTransientException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A full queue.
     *
     * @param call the call that is refused
     * @param detail which bound was met, without values or secrets
     */
    public CacheOverloadedException(FailedCall call, String detail) {
        super(call, Outcome.NOT_APPLIED, detail, null, false);
    }
}
