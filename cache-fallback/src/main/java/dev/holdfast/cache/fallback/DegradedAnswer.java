package dev.holdfast.cache.fallback;

/** What a class of operations gives while the remote cache is away. */
public enum DegradedAnswer {
    /** The local cache's answer: this process talks to itself. */
    LOCAL,
    /**
     * {@link dev.holdfast.cache.CacheUnavailableException} at once: without a stack trace, with outcome
     * {@code NOT_APPLIED}.
     */
    FAIL
}
