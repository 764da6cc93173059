package dev.holdfast.examples;

import dev.holdfast.cache.Ttl;

/** An entry with a short life, and the moments ({@link System#nanoTime()}) between which it was written. */
record Mayfly(String key, Ttl ttl, long beforeNanos, long afterNanos) {
    /** It must still be there at this moment. */
    boolean mustLiveAt(long nanos) {
        return nanos - beforeNanos < ttl.toNanos();
    }

    /** It must be gone at this moment, with a backend that may keep it that much longer. */
    boolean mustBeGoneAt(long nanos, long resolutionNanos) {
        return nanos - afterNanos > ttl.toNanos() + resolutionNanos;
    }
}
