package dev.holdfast.cache;

/** A subscription to an {@link InvalidationSource}. Safe for any number of threads. */
public interface Invalidations extends AutoCloseable {
    /**
     * Whether changes are being told.
     *
     * @return false before the first {@link InvalidationListener#live}, and between a gap and the next one
     */
    boolean isLive();

    /** Ends the telling. A call of the listener that is under way may still come to its end. Idempotent. */
    @Override
    void close();
}
