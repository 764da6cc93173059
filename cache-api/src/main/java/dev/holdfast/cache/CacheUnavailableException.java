package dev.holdfast.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The server can't be reached, is not ready (loading, no master, slots moving), or dropped the connection.
 *
 * <p>The outcome is {@link Outcome#NOT_APPLIED} for reads, where nothing was sent, and where the server, or a proxy that
 * could not reach it, refused; {@link Outcome#UNKNOWN} for a write that the server may have carried out: the connection
 * broke before the answer, or a proxy's error came instead of it.
 */
public final class CacheUnavailableException extends CacheTransientException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A server that could not be asked, or did not get to answer.
     *
     * @param call the call that failed
     * @param outcome what is known of the stored value
     * @param detail what happened, without values or secrets
     * @param cause the client's own failure, or null
     */
    public CacheUnavailableException(FailedCall call, Outcome outcome, String detail, @Nullable Throwable cause) {
        super(call, outcome, detail, cause, true);
    }

    private CacheUnavailableException(FailedCall call, String detail) {
        super(call, Outcome.NOT_APPLIED, detail, null, false);
    }

    /**
     * A refusal before anything was sent, made cheap for hot paths: it carries no stack trace.
     *
     * @param call the call that is refused
     * @param detail why, without values or secrets
     * @return the exception, with outcome {@link Outcome#NOT_APPLIED}
     */
    public static CacheUnavailableException refused(FailedCall call, String detail) {
        return new CacheUnavailableException(call, detail);
    }
}
