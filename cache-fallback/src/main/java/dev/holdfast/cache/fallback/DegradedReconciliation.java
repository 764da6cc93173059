package dev.holdfast.cache.fallback;

/** What becomes of the keys that were written locally, once the remote cache is back. */
public enum DegradedReconciliation {
    /** They are deleted from the remote cache: whoever asks next loads them anew. */
    INVALIDATE,
    /** They are written to the remote cache as they are here, with what is left of their TTL; the last process wins. */
    REPLAY
}
