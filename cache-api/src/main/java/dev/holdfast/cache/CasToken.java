package dev.holdfast.cache;

/**
 * Names the entry that {@link DistributedCache#gets(String)} saw, for a later {@code cas} or {@code delete}.
 *
 * <p>Opaque: it belongs to the cache and the key that issued it, and has no meaning elsewhere; another cache, or the
 * same cache under another key, refuses it with {@link IllegalArgumentException} before anything is sent. Immutable
 * and safe to share between threads. It does not travel between processes. A driver implements this with a type of
 * its own.
 */
public interface CasToken {}
