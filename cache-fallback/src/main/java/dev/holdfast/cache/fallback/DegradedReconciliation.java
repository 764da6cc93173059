package dev.holdfast.cache.fallback;

/**
 * What becomes of the keys that were written locally, once the remote cache is back. Neither asks what other processes,
 * for whom it was there, wrote to these keys meanwhile; keys deleted locally are deleted with both.
 */
public enum DegradedReconciliation {
    /** They are deleted from the remote cache: whoever asks next loads them anew. */
    INVALIDATE,
    /**
     * They are written to the remote cache as they are here, with what is left of their TTL. The process that comes back
     * last wins, also over newer values.
     */
    REPLAY
}
