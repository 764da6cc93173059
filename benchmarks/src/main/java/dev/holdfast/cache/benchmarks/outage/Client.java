package dev.holdfast.cache.benchmarks.outage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A client as an application uses it. */
interface Client extends AutoCloseable {
    /** Reads; throws where it fails, in whatever way. */
    @Nullable
    Object get(String key) throws Exception;

    /** Writes; throws where it fails. */
    void set(String key, String value) throws Exception;

    @Override
    void close() throws IOException;
}
