package dev.holdfast.cache.recipes.aside;

import org.jspecify.annotations.Nullable;

/**
 * What must still be there for a load to be stored: it is gone as soon as anyone deletes or writes the key, so that no
 * load outlives an invalidation. Leases after Nishtala et al.: Scaling Memcache at Facebook (NSDI 2013).
 *
 * @param kind what becomes of the load
 * @param mark of the lease or the value under the key, since before the load began; 0 for none
 * @param lease what keeps other processes from loading; null for none
 * @param sinceNanos by the ticker, after the mark was seen and before the load began
 * @param clock the tags' clock before the load began
 */
record Fence(Kind kind, long mark, @Nullable Lease lease, long sinceNanos, long clock) {
    /** What becomes of a load. */
    enum Kind {
        /** It is stored. */
        STORING,
        /** It is not, for another process's load, which has the mark, took too long. */
        ALONE,
        /** It is not, for the cache can't tell what is there. */
        BLIND
    }

    /**
     * Keeps other processes from loading for as long as its key lives.
     *
     * @param key where it is stored
     * @param mark tells it from others'
     */
    record Lease(String key, long mark) {}

    static Fence storing(long mark, @Nullable Lease lease, long sinceNanos, long clock) {
        return new Fence(Kind.STORING, mark, lease, sinceNanos, clock);
    }

    static Fence alone(Sight<?> seen, long sinceNanos) {
        return new Fence(Kind.ALONE, seen.mark(), null, sinceNanos, seen.spaceVersion());
    }

    static Fence blind(long sinceNanos) {
        return new Fence(Kind.BLIND, 0, null, sinceNanos, 0);
    }

    /** Whether the lease is where the value goes. */
    boolean isReplacedByItsValue() {
        return lease != null && lease.mark() == mark;
    }

    /** Whether its load is to be stored. */
    boolean isStoring() {
        return kind == Kind.STORING;
    }
}
