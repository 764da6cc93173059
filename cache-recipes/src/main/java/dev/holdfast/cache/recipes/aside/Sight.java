package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CasToken;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one read saw under a key.
 *
 * @param state what was there
 * @param mark of the lease or value that was there and counts; 0 for none
 * @param value the decoded value; null for none
 * @param header what it was stored with; null for none
 * @param ageMillis since it was stored
 * @param spaceVersion the namespace's version at the time; 0 for none
 * @param token of what was there, where it was asked for
 */
record Sight<V>(
        State state,
        long mark,
        @Nullable V value,
        Envelope.@Nullable Header header,
        long ageMillis,
        long spaceVersion,
        @Nullable CasToken token) {
    /** What was there. */
    enum State {
        /** Nothing. */
        ABSENT,
        /** Bytes that count as nothing: none of ours, undecodable, or of an invalidated tag. */
        USELESS,
        /** The lease of who loads it. */
        LEASED,
        /** A value, or that the loader found none. */
        STORED,
        /** It could not be seen: the cache failed. */
        UNSEEN
    }

    static <V> Sight<V> without(State state, long spaceVersion, @Nullable CasToken token) {
        return new Sight<>(state, 0, null, null, 0, spaceVersion, token);
    }

    AsideEntry<V> as(Source source) {
        return new AsideEntry<>(value, source, Duration.ofMillis(ageMillis));
    }
}
