package dev.holdfast.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The call was understood and refused: what was stored stays. The outcome is {@link Outcome#NOT_APPLIED}.
 *
 * <p>Not transient for the caller, but a full or read-only server may accept the same call after an operator, an
 * eviction or a failover changed it.
 */
public final class CacheRejectedException extends CachePermanentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why the call was refused. */
    public enum Reason {
        /** The value is over {@code maxValueBytes}, or over what the server holds. */
        TOO_LARGE,
        /** The counter would leave 0 .. 2^63−1. */
        COUNTER_LIMIT,
        /** The server has no memory left and may not evict. */
        OUT_OF_MEMORY,
        /** The server takes no writes: a replica, or a demoted master. */
        READ_ONLY,
        /** The entry is no value of bytes: another client stored a type of its own there, such as a list. */
        WRONG_TYPE,
        /** The server does not know the command, or not in this form: it is too old, or a proxy stands between. */
        NOT_UNDERSTOOD
    }

    /** Why. */
    private final Reason reason;

    /**
     * A refused call.
     *
     * @param call the call that failed
     * @param reason why
     * @param detail what to change, without values or secrets
     * @param cause the client's own failure, or null
     */
    public CacheRejectedException(FailedCall call, Reason reason, String detail, @Nullable Throwable cause) {
        super(call, Outcome.NOT_APPLIED, detail, cause);
        this.reason = reason;
    }

    /**
     * Why the call was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
