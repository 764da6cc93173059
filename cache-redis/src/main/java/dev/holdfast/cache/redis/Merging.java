package dev.holdfast.cache.redis;

import org.jspecify.annotations.Nullable;

/** Kinds of commands of which several, of one key each, can be sent as one of many keys. */
enum Merging {
    /** Gets, as one MGET. */
    GETS {
        @Override
        byte[] head(int keys) {
            return keys == 1 ? GET : Frame.ascii("*" + (keys + 1) + "\r\n$4\r\nMGET\r\n");
        }

        @Override
        boolean isWorthSingly(@Nullable Object reply) {
            return true; // one key that may not be read, or is elsewhere, must not fail the others
        }
    },
    /** Calls of counters that must be there, as one call of their script. */
    COUNTS {
        @Override
        byte[] head(int keys) {
            return keys == 1 ? COUNT : Script.COUNT.head(keys, 1);
        }

        @Override
        boolean isWorthSingly(@Nullable Object reply) {
            return hasCountedNothing(reply);
        }
    },
    /** Calls of counters that may be created, likewise. */
    CREATING_COUNTS {
        @Override
        byte[] head(int keys) {
            return keys == 1 ? CREATING_COUNT : Script.COUNT.head(keys, CREATING_ARGUMENTS);
        }

        @Override
        boolean isWorthSingly(@Nullable Object reply) {
            return hasCountedNothing(reply);
        }
    };

    /** A delta, a first value, a time to live. */
    private static final int CREATING_ARGUMENTS = 3;

    private static final byte[] GET = Frame.ascii("*2\r\n$3\r\nGET\r\n");
    private static final byte[] COUNT = Script.COUNT.head(1, 1);
    private static final byte[] CREATING_COUNT = Script.COUNT.head(1, CREATING_ARGUMENTS);

    /** Of a count only what certainly has counted nothing may be sent again. */
    private static boolean hasCountedNothing(@Nullable Object reply) {
        return reply instanceof ErrorReply error && (error.is("NOSCRIPT") || error.isOfCommand());
    }

    /** What stands before so many keys. */
    abstract byte[] head(int keys);

    /** Whether each is to be sent alone after that answer to all of them, which did not answer each. */
    abstract boolean isWorthSingly(@Nullable Object reply);
}
