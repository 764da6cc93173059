package dev.holdfast.cache;

import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of what a cache throws when an operation fails; misuse (a null, an invalid key, a foreign token, a call
 * after close) is the JDK's own {@code NullPointerException}, {@code IllegalArgumentException} and
 * {@code IllegalStateException}.
 *
 * <p>{@link CacheTransientException} may succeed when tried again later, {@link CachePermanentException} will not
 * until something is changed. Neither message nor fields ever hold a value or a secret. {@link #outcome()} says what
 * is known of the stored value.
 */
public abstract sealed class CacheException extends RuntimeException
        permits CacheTransientException, CachePermanentException, BulkCacheException, CacheInterruptedException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Which call failed. */
    private final FailedCall call;

    /** What is known of the stored value. */
    private final Outcome outcome;

    CacheException(
            FailedCall call, Outcome outcome, String detail, @Nullable Throwable cause, boolean writableStackTrace) {
        super(
                Objects.requireNonNull(detail, "detail") + " [" + call + ", outcome " + outcome + "]",
                cause,
                true,
                writableStackTrace);
        this.call = Objects.requireNonNull(call, "call");
        this.outcome = Objects.requireNonNull(outcome, "outcome");
    }

    /**
     * Which call failed, where and after how long.
     *
     * @return the call
     */
    public FailedCall call() {
        return call;
    }

    /**
     * What is known of the stored value: {@link Outcome#NOT_APPLIED} only where that is certain.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Whether the same call may succeed later with nothing changed by the caller.
     *
     * @return true for {@link CacheTransientException}, and for {@link BulkCacheException} where every failure is one
     */
    public boolean isTransient() {
        return false;
    }
}
