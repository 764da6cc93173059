package dev.holdfast.cache.recipes.near;

/** What keeps the copies of a {@link NearCache} true when another process, or another client, changes an entry. */
public enum Coherence {
    /**
     * The server tells of every change, whoever makes it: the cache has an {@link dev.holdfast.cache.InvalidationSource}.
     * A copy is outdated for as long as the word is on its way; if the way is cut without a sign, for
     * {@link NearCacheBuilder#trust} at most.
     */
    TRACKING,

    /**
     * Whoever changes an entry through a {@link NearCache} sends a message to all others. A change that no message tells
     * of, made by another client or by a process that died before it could send, is seen after
     * {@link NearCacheBuilder#nearTtl}.
     */
    MESSAGES,

    /** Nobody tells: changes by others are seen after {@link NearCacheBuilder#nearTtl}. */
    TTL
}
