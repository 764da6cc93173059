package dev.holdfast.cache.recipes.aside;

/** Where a value came from. */
public enum Source {
    /** From the cache, within its TTL; also one that another process loaded while this call waited. */
    HIT,

    /** From the cache, past its TTL, while it is loaded anew in the background or more slowly than the soft timeout. */
    STALE,

    /** From the loader, by this call or one that it waited with. */
    LOADED,

    /** From the cache, past its TTL, because the load failed, or one did shortly before. */
    STALE_ON_ERROR,

    /**
     * From the loader, and not in the cache: it could not be asked, did not take the value, or another process loads too
     * long.
     */
    DEGRADED
}
