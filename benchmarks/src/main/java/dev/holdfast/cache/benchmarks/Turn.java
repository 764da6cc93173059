package dev.holdfast.cache.benchmarks;

/**
 * What one contender needed in one short JVM run.
 *
 * @param nanos of the clock on the wall, per operation and thread
 * @param processorNanos of all processors, per operation
 * @param bytes allocated per operation
 */
record Turn(double nanos, double processorNanos, double bytes) {}
