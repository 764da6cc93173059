package dev.holdfast.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The entry is no counter (decimal digits of 0 .. 2^63−1), so it can't be counted; it is unchanged. The outcome is
 * {@link Outcome#NOT_APPLIED}.
 */
public final class NotACounterException extends CachePermanentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A value that can't be counted.
     *
     * @param call the call that failed
     * @param cause the client's own failure, or null
     */
    public NotACounterException(FailedCall call, @Nullable Throwable cause) {
        super(
                call,
                Outcome.NOT_APPLIED,
                "the entry is no counter: a counter is decimal digits of 0 to 2^63-1; set it to such digits or count"
                        + " under another key",
                cause);
    }
}
