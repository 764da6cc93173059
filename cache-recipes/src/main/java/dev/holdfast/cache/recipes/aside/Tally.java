package dev.holdfast.cache.recipes.aside;

import java.util.concurrent.atomic.LongAdder;

/** The counts behind {@link AsideFigures}. */
final class Tally {
    final LongAdder hits = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder staleOnError = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder waits = new LongAdder();
    final LongAdder leaseWaits = new LongAdder();
    final LongAdder throttled = new LongAdder();
    final LongAdder fenced = new LongAdder();
    final LongAdder degraded = new LongAdder();
    final LongAdder undecodable = new LongAdder();
}
