package dev.holdfast.it.load;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** A counter that one thread counts on: each answer follows from the one before, and from what is unknown since. */
final class OwnCounter {
    private final Era era;
    private final String key;
    private boolean isThere;
    private long last;
    private long unknownUp;
    private long unknownDown;
    private int restarts;

    OwnCounter(Era era, String key) {
        this.era = era;
        this.key = key;
    }

    /** Counts up or down by one, twice as often up, in one of the four ways. */
    void count(DistributedCache cache, SplittableRandom random) {
        boolean up = random.nextInt(3) > 0;
        boolean creates = random.nextBoolean();
        Era.Moment begun = era.now();
        try {
            OptionalLong answer;
            if (creates) {
                answer = OptionalLong.of(up ? cache.incr(key, 1, 1, Owner.LONG) : cache.decr(key, 1, 0, Owner.LONG));
            } else {
                answer = up ? cache.incr(key, 1) : cache.decr(key, 1);
            }
            judge(answer, up);
            restarts = begun.restarts();
        } catch (CacheException e) {
            if (e.outcome() == Outcome.UNKNOWN) {
                unknownUp += up ? 1 : 0;
                unknownDown += up ? 0 : 1;
            }
            throw e;
        }
    }

    /** A counter never falls below zero. */
    private void judge(OptionalLong answer, boolean up) {
        long expected = Math.max(0, last + (up ? 1 : -1));
        long least = era.isSameServer(restarts) ? Math.max(0, expected - unknownDown) : 0;
        boolean mayBeAbsent = !isThere || !era.isSameServer(restarts);
        boolean fits = answer.isPresent()
                ? answer.getAsLong() >= least && answer.getAsLong() <= expected + unknownUp
                : mayBeAbsent;
        if (!fits) {
            throw new AssertionError(key + " is counted " + (up ? "up" : "down") + " to " + answer + " after " + last
                    + ", with " + unknownUp + " counts up and " + unknownDown + " down of unknown outcome");
        }
        isThere = answer.isPresent();
        last = answer.orElse(0);
        unknownUp = 0;
        unknownDown = 0;
    }
}
