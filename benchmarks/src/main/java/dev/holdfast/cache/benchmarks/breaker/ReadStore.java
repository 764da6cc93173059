package dev.holdfast.cache.benchmarks.breaker;

import org.jspecify.annotations.Nullable;

/** What is measured of a contender. */
@FunctionalInterface
interface ReadStore {
    /** The value, null if absent. */
    byte @Nullable [] get(String key);
}
