package dev.holdfast.cache.benchmarks;

/**
 * What one contender needed in one short JVM run.
 *
 * @param nanos of the clock on the wall, per operation and thread
 * @param processorNanos of all processors, per operation
 * @param bytes allocated per operation
 * @param halfWithinNanos what half of what was measured stays within: of calls, where they are sampled
 * @param mostWithinNanos the same of 99 in 100
 */
record Turn(double nanos, double processorNanos, double bytes, double halfWithinNanos, double mostWithinNanos) {}
