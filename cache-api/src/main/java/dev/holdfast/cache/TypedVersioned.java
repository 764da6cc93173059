package dev.holdfast.cache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decoded value and the token of the moment it was read.
 *
 * @param <V> the type of the values
 * @param value the value; null where the stored bytes could not be decoded, so that a {@code cas} can still replace
 *     them (an {@code add} would find the key taken for as long as they live)
 * @param token names this entry in a later {@code cas} or {@code delete}
 */
public record TypedVersioned<V>(@Nullable V value, CasToken token) {
    /**
     * Checks that none is null that must not be.
     *
     * @param value the value
     * @param token names this entry in a later {@code cas} or {@code delete}
     */
    public TypedVersioned {
        Objects.requireNonNull(token, "token");
    }

    /** Never shows the value. */
    @Override
    public String toString() {
        return value == null
                ? "TypedVersioned[undecodable]"
                : "TypedVersioned[" + value.getClass().getSimpleName() + "]";
    }
}
