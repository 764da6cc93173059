package dev.holdfast.cache.recipes.fleet;

import java.util.Map;
import java.util.Objects;

/**
 * What one process counted, for the {@link CounterSource} to add once. Writer and sequence together are its
 * idempotency key. Immutable.
 *
 * @param writer names one {@link Counter} of one process; no other has the same name
 * @param sequence 1 for a writer's first flush, and 1 more for each that follows
 * @param deltas what to add a key, 1 or more each; 1 to 1,000 keys
 */
public record CounterFlush(String writer, long sequence, Map<String, Long> deltas) {
    /**
     * Checks that none is null, and copies.
     *
     * @param writer names one counter of one process
     * @param sequence 1 for a writer's first flush, and 1 more for each that follows
     * @param deltas what to add a key
     */
    public CounterFlush {
        Objects.requireNonNull(writer, "writer");
        deltas = Map.copyOf(deltas);
    }
}
