package dev.holdfast.cache.recipes.aside;

import java.util.Map;

/**
 * Fetches the values of many keys at once from where they really live. Runs as a {@link Loader} does.
 *
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface BulkLoader<V> {
    /**
     * Loads.
     *
     * @param load which keys, and for each what is known of it and what to do with its value
     * @return the values by key; a key that is not in it has none, one that was not asked for is left aside
     * @throws Exception any; all keys of this load have failed then. Where only some have, call
     *     {@link LoadContext#fail} for these
     */
    Map<String, V> loadAll(BulkLoadContext<V> load) throws Exception;
}
