package dev.holdfast.examples;

import dev.holdfast.cache.fallback.BreakerState;
import java.time.Duration;

/**
 * What happened in a tenth of a second.
 *
 * @param isServerUp whether the server was left in peace
 * @param state where the breaker was at its end
 * @param calls how many calls ended
 * @param p99 what 99 of 100 calls did not exceed
 * @param queries what the source was asked
 */
record OutageTick(boolean isServerUp, BreakerState state, long calls, Duration p99, long queries) {}
