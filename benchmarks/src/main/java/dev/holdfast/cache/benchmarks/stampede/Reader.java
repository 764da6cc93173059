package dev.holdfast.cache.benchmarks.stampede;

import java.util.function.Supplier;

/** Reads through a cache, each in its own way. Safe for many threads. */
interface Reader extends AutoCloseable {
    /** The value of a key, made by the loader where it is missing. */
    String read(String key, Supplier<String> loader) throws Exception;

    @Override
    void close();
}
