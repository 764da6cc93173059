package dev.holdfast.cache.recipes.aside;

import org.jspecify.annotations.Nullable;

/**
 * Fetches the value of one key from where it really lives.
 *
 * <p>Runs on the {@linkplain CacheAsideOptions.Builder#executor executor} of the {@link CacheAside}, not on the
 * caller's thread: see {@link CacheAsideOptions.Builder#context} for what must travel along.
 *
 * @param <V> the type of the value
 */
@FunctionalInterface
public interface Loader<V> {
    /**
     * Loads.
     *
     * @param load which key, what is known of it, and what to do with the value
     * @return the value; null where there is none
     * @throws Exception any; every caller that waits gets a {@link LoadFailedException} with this as its cause
     */
    @Nullable
    V load(LoadContext<V> load) throws Exception;
}
