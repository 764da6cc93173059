package dev.holdfast.cache;

/**
 * Hears the messages of a channel, one after another, on a thread of the driver's: must be quick, must not block and must
 * not call the cache.
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
