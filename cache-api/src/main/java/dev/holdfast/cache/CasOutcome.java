package dev.holdfast.cache;

/** How a conditional write or delete ended. */
public enum CasOutcome {
    /** The entry was the one the token names, and the write or delete was carried out. */
    STORED,

    /**
     * There is an entry, but not the one the token names: another write came between. Or nothing can be said of the token,
     * because the connection it came by was lost (memcached). Nothing was changed.
     */
    CHANGED,

    /** There is no entry: it was deleted, expired or was evicted. Nothing was changed. */
    MISSING;

    /** Whether the write or delete was carried out; true for {@link #STORED} alone.
     *
     * @return true where the cache was changed
     */
    public boolean applied() {
        return this == STORED;
    }
}
