package dev.holdfast.cache;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The server refused the credentials, or the user may not do this. The outcome is {@link Outcome#NOT_APPLIED}. */
public final class CacheAuthenticationException extends CachePermanentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Refused credentials.
     *
     * @param call the call that failed
     * @param detail what was refused, without the credentials
     * @param cause the client's own failure, or null
     */
    public CacheAuthenticationException(FailedCall call, String detail, @Nullable Throwable cause) {
        super(call, Outcome.NOT_APPLIED, detail, cause);
    }
}
