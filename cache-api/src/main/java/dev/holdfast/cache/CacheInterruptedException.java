package dev.holdfast.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted, before it waited or meanwhile; its interrupt flag is set again. The outcome of a
 * write that was sent is {@link Outcome#UNKNOWN}.
 */
public final class CacheInterruptedException extends CacheException {
    @Serial
    private static final long serialVersionUID = 1L;

    private CacheInterruptedException(FailedCall call, Outcome outcome, @Nullable Throwable cause) {
        super(call, outcome, "interrupted while waiting", cause, true);
    }

    /**
     * Restores the calling thread's interrupt flag and makes the exception to throw.
     *
     * @param call the call that is given up
     * @param outcome what is known of the stored value
     * @param cause the interruption, or null
     * @return the exception
     */
    public static CacheInterruptedException restoringTheFlag(
            FailedCall call, Outcome outcome, @Nullable InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CacheInterruptedException(call, outcome, cause);
    }
}
