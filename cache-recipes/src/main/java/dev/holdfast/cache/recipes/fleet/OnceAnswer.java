package dev.holdfast.cache.recipes.fleet;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Once#answer} came to. Immutable.
 *
 * @param state who did it
 * @param value the action's value, of now or of before; null where it is {@link OnceState#UNDERWAY}, and where the
 *     window holds none: taken by {@link Once#first} or {@link Once#run}, by an action that failed and counts as done, or
 *     whose value could not be kept
 * @param <V> its type
 */
public record OnceAnswer<V>(OnceState state, @Nullable V value) {
    /**
     * Checks the state.
     *
     * @param state who did it
     * @param value the action's value
     */
    public OnceAnswer {
        Objects.requireNonNull(state, "state");
    }

    /**
     * The value.
     *
     * @return the action's value, of now or of before
     * @throws IllegalStateException if there is none: look at the state first
     */
    public V orElseThrow() {
        if (value == null) {
            throw new IllegalStateException("no value is known: the state is " + state);
        }
        return value;
    }
}
