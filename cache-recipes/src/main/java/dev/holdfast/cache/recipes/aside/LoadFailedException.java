package dev.holdfast.cache.recipes.aside;

import java.io.Serial;

/**
 * The loader threw, the executor refused it, or the {@link CacheAside} was closed meanwhile. The cause is what was thrown,
 * shared by all who waited.
 */
public final class LoadFailedException extends LoadException {
    @Serial
    private static final long serialVersionUID = 1L;

    LoadFailedException(String key, Throwable cause) {
        super("the loader of " + named(key) + " threw " + cause.getClass().getName(), cause);
    }
}
