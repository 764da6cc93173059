package dev.holdfast.cache.redis;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why no connection came about. Never leaves the package; its message holds no secret. */
final class ConnectFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What to do about it. */
    enum Kind {
        /** Try again. */
        UNREACHABLE,
        /** Mend the credentials, or the user's rights. */
        REFUSED,
        /** Mend the certificates or other options. */
        MISCONFIGURED
    }

    private final Kind kind;

    ConnectFailure(Kind kind, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    String detail() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }
}
