package dev.holdfast.cache.tck.fake;

import org.jspecify.annotations.Nullable;

/**
 * What a token stands for.
 *
 * @param gets the number of the {@code gets} that issued it, -1 if none did
 * @param value what that found
 */
record Seen(int gets, @Nullable String value) {
    static final Seen NOTHING = new Seen(-1, null);
}
