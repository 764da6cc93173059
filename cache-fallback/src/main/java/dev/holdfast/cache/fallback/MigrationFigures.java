package dev.holdfast.cache.fallback;

import dev.holdfast.cache.Ttl;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What is counted while migrating; safe for several threads. */
final class MigrationFigures {
    private static final long NEVER = Long.MIN_VALUE;

    final LongAdder hitsInNew = new LongAdder();
    final LongAdder hitsInOld = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder copies = new LongAdder();
    final LongAdder refusedCopies = new LongAdder();
    final LongAdder droppedPromotions = new LongAdder();
    final LongAdder moves = new LongAdder();
    final LongAdder oldFailures = new LongAdder();
    final LongAdder newFailures = new LongAdder();
    final LongAdder journalled = new LongAdder();
    final LongAdder repaired = new LongAdder();
    final LongAdder compared = new LongAdder();
    final LongAdder mismatches = new LongAdder();
    private final LongSupplier ticker;
    private final long start;
    private final AtomicLong lastOldHit = new AtomicLong(NEVER);
    private final AtomicLong lastOldExpiry = new AtomicLong(NEVER);
    private final AtomicLong longestTtlNanos = new AtomicLong();
    final SlidingShare oldShare;

    MigrationFigures(LongSupplier ticker) {
        this.ticker = ticker;
        this.start = ticker.getAsLong();
        this.oldShare = new SlidingShare(ticker);
    }

    /** Since the start: the ticker itself may wrap. */
    private long now() {
        return ticker.getAsLong() - start;
    }

    void hitNew() {
        hitsInNew.increment();
        oldShare.count(false);
    }

    void hitOld() {
        hitsInOld.increment();
        oldShare.count(true);
        lastOldHit.set(now());
    }

    void miss() {
        misses.increment();
    }

    /** A key left old with this much of its life before it: others like it may still be there. */
    void moved(Ttl left) {
        moves.increment();
        seenInOld(left);
    }

    /** Old holds, or was given, an entry that lives so long. */
    void seenInOld(Ttl left) {
        longestTtlNanos.accumulateAndGet(left.toNanos(), Math::max);
        lastOldExpiry.accumulateAndGet(saturatedSum(now(), left.toNanos()), Math::max);
    }

    private static long saturatedSum(long now, long nanos) {
        long sum = now + nanos;
        return sum < now ? Long.MAX_VALUE : sum;
    }

    long longestTtlNanos() {
        return longestTtlNanos.get();
    }

    /** Nanoseconds since old last answered a read; negative for never. */
    long sinceOldHitNanos() {
        long last = lastOldHit.get();
        return last == NEVER ? -1 : Math.max(0, now() - last);
    }

    /** Nanoseconds until all that was seen in old has expired; zero for nothing seen, the greatest long for never. */
    long untilOldExpiryNanos() {
        long last = lastOldExpiry.get();
        return last == NEVER ? 0 : last == Long.MAX_VALUE ? last : Math.max(0, last - now());
    }
}
