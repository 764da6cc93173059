package dev.holdfast.cache.recipes.aside;

import org.jspecify.annotations.Nullable;

/**
 * What must still be there for a load to be stored: it is gone as soon as anyone deletes or writes the key, so that no
 * load outlives an invalidation. Leases after Nishtala et al.: Scaling Memcache at Facebook (NSDI 2013).
 *
 * @param mark of the lease or the value under the key, since before the load began; 0: the load is not stored
 * @param lease what keeps other processes from loading; null for none
 * @param sinceNanos by the ticker, after the mark was seen and before the load began
 * @param clock the tags' clock before the load began
 */
record Fence(long mark, @Nullable Lease lease, long sinceNanos, long clock) {
    /**
     * Keeps other processes from loading for as long as its key lives.
     *
     * @param key where it is stored
     * @param mark tells it from others'
     */
    record Lease(String key, long mark) {}

    /** A load that is not stored. */
    static Fence none(long sinceNanos) {
        return new Fence(0, null, sinceNanos, 0);
    }

    /** Whether the lease is where the value goes. */
    boolean isReplacedByItsValue() {
        return lease != null && lease.mark() == mark;
    }

    boolean isNone() {
        return mark == 0;
    }
}
