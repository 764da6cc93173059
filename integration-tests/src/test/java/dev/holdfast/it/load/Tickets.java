package dev.holdfast.it.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all threads do to the same keys: counting on one counter, whose numbers are each one caller's, and taking the
 * lock of the moment by add. Each server that is started has a counter and locks of its own, for it is empty.
 */
final class Tickets {
    private static final long LOCK_NANOS = 2_000_000;

    private final Era era;
    private final long startNanos = System.nanoTime();
    private final Map<Integer, Drawn> drawn = new ConcurrentHashMap<>();

    private static final class Drawn {
        private final OncePerNumber numbers = new OncePerNumber();
        private final OncePerNumber locks = new OncePerNumber();
        private final LongAccumulator greatest = new LongAccumulator(Math::max, 0);
        private final LongAdder unknown = new LongAdder();
    }

    /** A bit for each number: ten minutes of load draw millions. */
    private static final class OncePerNumber {
        private final BitSet taken = new BitSet();

        /** False if it was taken before. */
        synchronized boolean take(long number) {
            int bit = Math.toIntExact(number);
            boolean isFree = !taken.get(bit);
            taken.set(bit);
            return isFree;
        }

        synchronized int size() {
            return taken.cardinality();
        }
    }

    Tickets(Era era) {
        this.era = era;
    }

    /** Draws a number. */
    void count(DistributedCache cache) {
        Era.Moment begun = era.now();
        if (begun.isBetweenServers()) {
            return;
        }
        Drawn mine = drawn.computeIfAbsent(begun.restarts(), server -> new Drawn());
        try {
            long number = cache.incr("load:tickets:" + begun.restarts(), 1, 1, Owner.LONG);
            if (!era.isSameServer(begun.restarts())) {
                mine.unknown.increment(); // nobody knows on which
            } else if (!mine.numbers.take(number)) {
                throw new AssertionError("the count " + number + " was answered to two callers");
            } else {
                mine.greatest.accumulate(number);
            }
        } catch (CacheException e) {
            if (e.outcome() == Outcome.UNKNOWN) {
                mine.unknown.increment();
            }
            throw e;
        }
    }

    /** Tries for the lock of the moment. */
    void lock(DistributedCache cache) {
        Era.Moment begun = era.now();
        if (begun.isBetweenServers()) {
            return;
        }
        long lock = (System.nanoTime() - startNanos) / LOCK_NANOS;
        String key = "load:lock:" + begun.restarts() + ":" + lock;
        if (cache.add(key, "held".getBytes(US_ASCII), Owner.LONG) && era.isSameServer(begun.restarts())) {
            Drawn mine = drawn.computeIfAbsent(begun.restarts(), server -> new Drawn());
            if (!mine.locks.take(lock)) {
                throw new AssertionError("the lock " + lock + " was granted twice");
            }
        }
    }

    /** Fails where more was counted than anybody asked for. */
    void check() {
        drawn.forEach((server, mine) -> {
            long asked = mine.numbers.size() + mine.unknown.sum();
            if (mine.greatest.get() > asked) {
                throw new AssertionError("counted to " + mine.greatest.get() + " by " + mine.numbers.size()
                        + " acknowledged counts and " + mine.unknown.sum() + " unknown ones");
            }
        });
    }
}
