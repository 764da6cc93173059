package dev.holdfast.cache.benchmarks.local;

import org.jspecify.annotations.Nullable;

/** What every contender of the group can do. A JVM run loads one implementation, so calls through it are inlined. */
interface LocalStore {
    byte @Nullable [] get(String key);

    void set(String key, byte[] value);

    /** Adds one to a counter held as decimal digits, which is there. */
    long incr(String key);

    /** Reads an entry, then stores the value if it is still the one read. */
    boolean getsAndCas(String key, byte[] value);
}
