package dev.holdfast.cache.benchmarks.outage;

/**
 * One second of a client's callers.
 *
 * @param answered calls that were answered in it
 * @param failed calls that failed in it
 * @param longestNanos how long the longest call had taken by its end, those not over included
 */
public record Second(long answered, long failed, long longestNanos) {}
