package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;

/** What a connection has sent and now reads the answer of; answers come in the order of sending. */
interface Exchange {
    /**
     * Takes what there is of the answer.
     *
     * @return whether the answer is complete
     * @throws ProtocolViolation if it can't be an answer to this; nothing more can be read from that connection
     */
    boolean read(ByteBuffer in) throws ProtocolViolation;

    /** Gives up: no answer will come. */
    void fail(Failure failure);

    /** When it was sent. */
    long sentNanos();

    /** How many requests this is the answer of. */
    default int requests() {
        return 1;
    }
}
