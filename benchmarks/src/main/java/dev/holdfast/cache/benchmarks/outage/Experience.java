package dev.holdfast.cache.benchmarks.outage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What callers lived through.
 *
 * @param longest the longest call, those not over yet included
 * @param answered how many calls a second were answered while the server was away
 * @param failed how many calls a second failed while the server was away
 * @param recovery from the server's return until a write made after it had arrived; null if it never did
 */
record Experience(
        Duration longest,
        double answered,
        double failed,
        @Nullable Duration recovery) {}
