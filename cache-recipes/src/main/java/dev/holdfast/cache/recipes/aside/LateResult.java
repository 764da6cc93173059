package dev.holdfast.cache.recipes.aside;

/** What becomes of a load that is still running at the {@linkplain CacheAsideOptions.Builder#loaderDeadline deadline}. */
public enum LateResult {
    /**
     * It goes on, and is stored if it ends within another deadline and the key was not invalidated meanwhile. Until
     * then its lease holds, so that no process begins the same load on top of it.
     */
    STORE,

    /** Its thread is interrupted, its lease is given up, and what it still returns is dropped. */
    DISCARD
}
