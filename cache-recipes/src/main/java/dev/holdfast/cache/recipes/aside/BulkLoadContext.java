package dev.holdfast.cache.recipes.aside;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * What a {@link BulkLoader} is to load. For the loader's own thread, during its call.
 *
 * @param <V> the type of the values
 */
public final class BulkLoadContext<V> {
    private final Map<String, LoadContext<V>> loads;

    BulkLoadContext(Map<String, LoadContext<V>> loads) {
        this.loads = loads;
    }

    /**
     * The keys to load: those that were asked for, are not in the cache or better loaded anew, and are not being loaded
     * already.
     *
     * @return an unmodifiable set of at least one, sorted
     */
    public Set<String> keys() {
        return Collections.unmodifiableSet(loads.keySet());
    }

    /**
     * The load of one of the keys.
     *
     * @param key one of {@link #keys()}
     * @return what is known of it, and where to say what to do with its value
     * @throws IllegalArgumentException if it is none of them
     */
    public LoadContext<V> of(String key) {
        LoadContext<V> load = loads.get(key);
        if (load == null) {
            throw new IllegalArgumentException("the key is not among those to load: ask for one of keys()");
        }
        return load;
    }
}
