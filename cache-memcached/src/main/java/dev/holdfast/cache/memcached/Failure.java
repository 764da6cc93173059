package dev.holdfast.cache.memcached;

import org.jspecify.annotations.Nullable;

/**
 * Why a request has no answer, in the words of the connection; {@link Errors} turns it into what callers see.
 *
 * @param kind what happened
 * @param detail in words, without values and secrets
 * @param cause what was thrown below, or null
 */
record Failure(Kind kind, String detail, @Nullable Throwable cause) {
    enum Kind {
        /** There is no connection that answers: nothing was sent. */
        REFUSED,
        /** Too many requests are waiting already: nothing was sent. */
        OVERLOADED,
        /** The connection broke, or was given up. */
        LOST,
        /** The server answered with an error; the detail is its line. */
        SAID,
        /** The server refused the credentials. */
        UNAUTHENTICATED,
        /** The server can't be used as it is configured. */
        MISCONFIGURED
    }

    static Failure of(Kind kind, String detail) {
        return new Failure(kind, detail, null);
    }

    static Failure said(String line) {
        return new Failure(Kind.SAID, line, null);
    }
}
