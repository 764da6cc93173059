package dev.holdfast.cache.benchmarks;

/**
 * What one contender needed in one short JVM run.
 *
 * @param nanos per operation and thread
 * @param bytes allocated per operation
 */
record Turn(double nanos, double bytes) {}
