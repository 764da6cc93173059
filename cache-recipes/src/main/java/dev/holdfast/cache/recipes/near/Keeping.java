package dev.holdfast.cache.recipes.near;

import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import java.time.Duration;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of what was read, and for how long.
 *
 * @param shared decodes what is kept as bytes
 * @param nearTtl the longest that anything is kept
 * @param absences how long it is kept that nothing is there; null if not at all
 * @param weigher weighs values; null if all weigh the same
 * @param copies whether bytes are kept, and each reader gets an object of his own
 * @param <V> the type of the values
 */
record Keeping<V>(
        TypedCache<V> shared,
        Duration nearTtl,
        @Nullable Duration absences,
        @Nullable ToIntBiFunction<String, ? super V> weigher,
        boolean copies) {
    /** The shared cache's own resolution: what it calls a millisecond may be over at once. */
    private static final long RESOLUTION_NANOS = 1_000_000;

    /**
     * What to keep; null if nothing.
     *
     * @param value what was read; null for nothing
     * @param bytes what it was decoded from; null for nothing, or where no copies are made
     * @param left what was left of its time after that moment; null if unknown
     * @param nanos a moment before it was read
     * @param epoch in which it was read
     */
    @Nullable
    NearEntry entry(
            String key, @Nullable V value, byte @Nullable [] bytes, @Nullable Ttl left, long nanos, long epoch) {
        Duration most = value == null ? absences : nearTtl;
        if (epoch == NearStore.NO_EPOCH || most == null) {
            return null;
        }
        long kept = NearStore.nanos(most);
        if (left != null && !left.isForever()) {
            kept = Math.min(kept, left.toNanos() - RESOLUTION_NANOS);
        }
        if (kept <= 0) {
            return null;
        }
        int weight = weigher == null || value == null ? 1 : Math.max(0, weigher.applyAsInt(key, value));
        Object held = copies && bytes != null ? bytes.clone() : value;
        return new NearEntry(held, nanos, nanos + kept, epoch, weight);
    }

    /** The value of an entry made here. Bytes are cloned: a codec may hand on what it is given. */
    @Nullable
    @SuppressWarnings("unchecked") // entry() put nothing else in
    V value(String key, NearEntry entry) {
        Object held = entry.held();
        return copies && held != null ? shared.decode(key, ((byte[]) held).clone()) : (V) held;
    }
}
