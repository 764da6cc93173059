package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.KeyRules;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A value could not be had from its loader, and there was none to serve instead. Each caller that waited gets one of its
 * own, with its own stack. What is stored is what it was.
 */
public abstract sealed class LoadException extends RuntimeException
        permits LoadFailedException,
                LoadTimeoutException,
                LoadRejectedException,
                ReentrantLoadException,
                BulkLoadException {
    @Serial
    private static final long serialVersionUID = 1L;

    LoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static String named(String key) {
        return KeyRules.printable(key);
    }
}
