package dev.holdfast.it.load;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;

/** A counter that one thread counts on: each answer is the one before and one, and as much more as is unknown. */
final class OwnCounter {
    private final Era era;
    private final String key;
    private long last;
    private long unknown;
    private int restarts;

    OwnCounter(Era era, String key) {
        this.era = era;
        this.key = key;
    }

    void count(DistributedCache cache) {
        Era.Moment begun = era.now();
        try {
            long now = cache.incr(key, 1, 1, Owner.LONG);
            long least = era.isSameServer(restarts) ? last + 1 : 1;
            if (now < least || now > last + 1 + unknown) {
                throw new AssertionError(key + " is counted to " + now + " after " + last + ", with " + unknown
                        + " counts of unknown outcome");
            }
            last = now;
            unknown = 0;
            restarts = begun.restarts();
        } catch (CacheException e) {
            unknown += e.outcome() == Outcome.UNKNOWN ? 1 : 0;
            throw e;
        }
    }
}
