package dev.holdfast.cache.fallback;

/** What a caller of a {@link FallbackCache} in {@code DRAIN} is told when the new cache can't be asked. */
public enum NewFailure {
    /** The failure reaches the caller. The default: new holds the truth, and old may hold older values. */
    ERROR,

    /** {@code get} and {@code getAll} are answered by old, as far as it still holds the truth; all else fails. */
    READ_OLD
}
