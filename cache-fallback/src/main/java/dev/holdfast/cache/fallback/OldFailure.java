package dev.holdfast.cache.fallback;

/** What a caller of a {@link FallbackCache} in {@code DRAIN} is told when the old cache can't be asked. */
public enum OldFailure {
    /** What old may hold counts as absent; the failure is counted. The default: old is on its way out. */
    MISS,

    /** The failure reaches the caller: for locks and once-only guards, which must not be granted on a guess. */
    ERROR
}
