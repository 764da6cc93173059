package dev.holdfast.cache.recipes.aside;

import java.io.Serial;

/** The loader threw. The cause is what it threw, shared by all who waited. */
public final class LoadFailedException extends LoadException {
    @Serial
    private static final long serialVersionUID = 1L;

    LoadFailedException(String key, Throwable cause) {
        super("the loader of " + named(key) + " threw " + cause.getClass().getName(), cause);
    }
}
