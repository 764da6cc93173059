package dev.holdfast.cache.recipes.fleet;

/**
 * What {@link Once#answer} does once.
 *
 * @param <V> the type of its value
 * @param <E> what it throws
 */
@FunctionalInterface
public interface OnceAction<V, E extends Exception> {
    /**
     * Does it.
     *
     * @return its value, not null
     * @throws E if it could not be done
     */
    V run() throws E;
}
