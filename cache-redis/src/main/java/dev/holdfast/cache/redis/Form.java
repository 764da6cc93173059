package dev.holdfast.cache.redis;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a command may answer, besides an error. An answer of any other form shows that the connection's answers are not
 * those of its commands any more: it is given up before one caller gets what is another's.
 */
enum Form {
    /** Nothing is known of it; whoever asked looks. */
    ANY {
        @Override
        boolean fits(@Nullable Object reply) {
            return true;
        }
    },
    /** {@code PONG}. */
    PONG {
        @Override
        boolean fits(@Nullable Object reply) {
            return "PONG".equals(reply);
        }
    },
    /** {@code OK}. */
    OK {
        @Override
        boolean fits(@Nullable Object reply) {
            return "OK".equals(reply);
        }
    },
    /** {@code OK}, or nil where a condition did not hold. */
    OK_OR_NIL {
        @Override
        boolean fits(@Nullable Object reply) {
            return reply == null || OK.fits(reply);
        }
    },
    /** A number. */
    NUMBER {
        @Override
        boolean fits(@Nullable Object reply) {
            return reply instanceof Long;
        }
    },
    /** A value, or nil. */
    VALUE {
        @Override
        boolean fits(@Nullable Object reply) {
            return reply == null || reply instanceof byte[];
        }
    },
    /** A list of values. */
    VALUES {
        @Override
        boolean fits(@Nullable Object reply) {
            return reply instanceof Object[] values && allFit(values, VALUE);
        }
    },
    /** A count as a number or, where it is beyond Lua's, in digits; nil where there is no counter. */
    COUNT {
        @Override
        boolean fits(@Nullable Object reply) {
            return reply == null || reply instanceof Long || (reply instanceof byte[] digits && isNumber(digits));
        }
    };

    private static final int LONGEST_NUMBER = 19;

    abstract boolean fits(@Nullable Object reply);

    /** Each by itself; one may be an error. */
    static boolean allFit(@Nullable Object[] replies, Form form) {
        for (Object reply : replies) {
            if (!(reply instanceof ErrorReply) && !form.fits(reply)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(byte[] digits) {
        for (byte digit : digits) {
            if (digit < '0' || digit > '9') {
                return false;
            }
        }
        // as many digits as 2^63-1 has: of those, only what is less or equal
        return digits.length > 0
                && (digits.length < LONGEST_NUMBER
                        || (digits.length == LONGEST_NUMBER
                                && new String(digits, StandardCharsets.ISO_8859_1)
                                                .compareTo(Long.toString(Long.MAX_VALUE))
                                        <= 0));
    }
}
