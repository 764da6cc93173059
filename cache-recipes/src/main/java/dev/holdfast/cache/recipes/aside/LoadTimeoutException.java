package dev.holdfast.cache.recipes.aside;

import java.io.Serial;
import java.time.Duration;

/** The load did not end within its deadline. It may still be running: see {@link LateResult}. */
public final class LoadTimeoutException extends LoadException {
    @Serial
    private static final long serialVersionUID = 1L;

    LoadTimeoutException(String key, Duration deadline) {
        super(
                "the load of " + named(key) + " has not ended within its deadline of " + deadline
                        + "; make the loader quicker, or the deadline longer",
                null);
    }
}
