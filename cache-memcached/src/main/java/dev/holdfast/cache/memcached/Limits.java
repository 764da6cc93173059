package dev.holdfast.cache.memcached;

/** What bounds the memory of a connection, and of the reading of an answer. */
final class Limits {
    /** A longer value is no value but a broken answer: the greatest {@code maxValueBytes} there is. */
    static final int LARGEST_ANSWER = 512 << 20;

    /** How many settings a server may tell of itself: memcached has about 60. */
    static final int SETTINGS = 1_000;

    /** How many requests may wait on one connection; one more is refused. */
    static final int WAITING_REQUESTS = 8192;

    /** How many bytes of requests may wait to be written on one connection; more are refused. */
    static final long WAITING_BYTES = 64L << 20;

    private Limits() {}
}
