package dev.holdfast.cache.memcached;

import java.io.Serial;

/** Bytes that no memcached server sends there: the connection can't be used any longer. */
final class ProtocolViolation extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** A violation, told without quoting the bytes, which may be a value. */
    ProtocolViolation(String detail) {
        super(detail);
    }
}
