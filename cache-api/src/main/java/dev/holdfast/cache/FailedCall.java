package dev.holdfast.cache;

import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which call failed, where and after how long: what every {@link CacheException} carries.
 *
 * @param operation what was asked
 * @param key the key as the cache saw it; null where there is none, or many
 * @param endpoint the server or cache, without secrets; null where none was reached
 * @param elapsed from the call's start to its failure; zero where nothing was waited for
 * @serial exclude
 */
@SuppressWarnings(
        "InvalidBlockTag") // @serial is allowed here, and keeps the components out of the serialized-form page
public record FailedCall(
        Operation operation, @Nullable String key, @Nullable String endpoint, Duration elapsed)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Checks that none is null that must not be.
     *
     * @param operation what was asked
     * @param key the key as the cache saw it
     * @param endpoint the server or cache, without secrets
     * @param elapsed from the call's start to its failure
     */
    public FailedCall {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(elapsed, "elapsed");
    }

    /**
     * A call refused before anything was sent.
     *
     * @param operation what was asked
     * @param key the key, or null
     * @param endpoint the server or cache, without secrets, or null
     * @return the call, with nothing elapsed
     */
    public static FailedCall unsent(Operation operation, @Nullable String key, @Nullable String endpoint) {
        return new FailedCall(operation, key, endpoint, Duration.ZERO);
    }

    /** Such as {@code get of 'user:1' at redis://localhost:6379 after 251 ms}. */
    @Override
    public String toString() {
        return operation.verb()
                + (key == null ? "" : " of " + KeyRules.printable(key))
                + (endpoint == null ? "" : " at " + endpoint)
                + (elapsed.isZero() ? "" : " after " + elapsed.toMillis() + " ms");
    }
}
