package dev.holdfast.cache.recipes.fleet;

/** What came of asking {@link Once} to do something. */
public enum OnceState {
    /** It was done here, and is not done again within the window. */
    RAN,

    /**
     * It was done here, but the cache could not be told: when the lease of the claim ends, before the window does, it
     * may be done again.
     */
    RAN_UNRECORDED,

    /** It had been done before within the window. */
    DONE_BEFORE,

    /** Somebody does it now, or was killed doing it and the lease is not over; not done here. */
    UNDERWAY
}
