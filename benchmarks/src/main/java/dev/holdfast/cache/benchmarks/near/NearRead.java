package dev.holdfast.cache.benchmarks.near;

import org.jspecify.annotations.Nullable;

/** What is measured of a contender: reads of what is held in this process. */
interface NearRead extends AutoCloseable {
    /** The value, null if absent. */
    @Nullable
    String get(String key);

    @Override
    void close();
}
