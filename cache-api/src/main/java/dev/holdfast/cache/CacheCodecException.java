package dev.holdfast.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A value could not be encoded, or bytes not decoded. Nothing was written: the outcome is
 * {@link Outcome#NOT_APPLIED}. Neither the value nor its bytes are in the message; a cause of a third-party codec may
 * quote them, so what is kept of it is its class and stack, not its message.
 */
public final class CacheCodecException extends CachePermanentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why, for the copy that names the key. */
    private final String detail;

    private CacheCodecException(Operation operation, @Nullable String key, String detail, @Nullable Throwable cause) {
        super(FailedCall.unsent(operation, key, null), Outcome.NOT_APPLIED, detail, cause);
        this.detail = detail;
    }

    /**
     * A value that could not be turned into bytes.
     *
     * @param detail why, without the value
     * @param cause what the codec's library threw, or null
     * @return the exception
     */
    public static CacheCodecException encoding(String detail, @Nullable Throwable cause) {
        return new CacheCodecException(Operation.ENCODE, null, detail, withoutMessage(cause));
    }

    /**
     * Bytes that could not be turned into a value.
     *
     * @param detail why, without the bytes
     * @param cause what the codec's library threw, or null
     * @return the exception
     */
    public static CacheCodecException decoding(String detail, @Nullable Throwable cause) {
        return new CacheCodecException(Operation.DECODE, null, detail, withoutMessage(cause));
    }

    /** The same failure, naming the key: what a {@link TypedCache} throws. */
    CacheCodecException of(String key) {
        return new CacheCodecException(call().operation(), key, detail, getCause());
    }

    /** Parsers quote their input in their messages, and the input is a value. */
    private static @Nullable Throwable withoutMessage(@Nullable Throwable cause) {
        if (cause == null || cause instanceof CacheCodecException) {
            return cause;
        }
        Throwable silent = new IllegalArgumentException(cause.getClass().getName());
        silent.setStackTrace(cause.getStackTrace());
        return silent;
    }
}
