package dev.holdfast.cache;

/**
 * Hears the messages of a channel, one after another, on a thread of the driver's: must be quick, must not block and must
 * not call the cache. One that throws at {@link #message} is taken to have missed it: the connection is given up, which
 * is a gap. What it throws at the others is logged, once.
 */
public interface BroadcastListener {
    /** From now on messages are heard. */
    void live();

    /**
     * A message.
     *
     * @param message its bytes, the listener's own
     */
    void message(byte[] message);

    /** Messages may be lost from now on, and some may have been, until {@link #live} comes again. */
    void gap();
}
