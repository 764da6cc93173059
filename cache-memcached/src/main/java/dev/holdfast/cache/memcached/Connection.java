package dev.holdfast.cache.memcached;

/** A connection to one server: requests go out and are answered in the order they were sent. */
interface Connection {
    /**
     * Sends a request, or fails it, without ever blocking; it is sent at most once, and once this connection is closed
     * never.
     */
    void send(Request<?> request);

    /** Names this connection among all others of the process, for cas tokens; changes if its numbers may restart. */
    long epoch();

    /** From now on tokens issued before count as changed. */
    void renewEpoch();

    boolean isOpen();

    /**
     * For how many nanoseconds nothing came, though an answer is awaited; 0 if none is. What the answer before was waited
     * for counts: where a request was lost each is answered when the next is sent, and so never in time.
     */
    long waitingNanos();

    /** Closes at once and for good; what waits is failed. Idempotent. */
    void close(Failure reason);
}
