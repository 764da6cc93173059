package dev.holdfast.cache.memcached;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A connection could not be made, or its server not be used. */
final class ConnectException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never leaves this process
    private final Failure failure;

    ConnectException(Failure failure) {
        super(failure.detail(), failure.cause());
        this.failure = failure;
    }

    ConnectException(String detail, @Nullable Throwable cause) {
        this(new Failure(Failure.Kind.REFUSED, detail, cause));
    }

    Failure failure() {
        return failure;
    }
}
