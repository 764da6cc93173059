package dev.holdfast.cache;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A bulk call failed for some keys, or for all; each key's result is as if it had been asked alone.
 *
 * <p>{@link #outcome()} is {@link Outcome#UNKNOWN} if it is for any failed key; each failure has its own.
 */
public final class BulkCacheException extends CacheException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What a getsAll found. */
    @SuppressWarnings("serial") // for the caller in this process
    private final Map<String, Versioned> versioned;

    /** What a read found. */
    @SuppressWarnings("serial")
    private final Map<String, byte[]> found;

    /** What a write did. */
    @SuppressWarnings("serial")
    private final Set<String> done;

    /** What failed, and why. */
    @SuppressWarnings("serial")
    private final Map<String, CacheException> failures;

    private BulkCacheException(
            FailedCall call,
            Map<String, byte[]> found,
            Map<String, Versioned> versioned,
            Set<String> done,
            Map<String, CacheException> failures) {
        super(
                call,
                failures.values().stream().anyMatch(failure -> failure.outcome() == Outcome.UNKNOWN)
                        ? Outcome.UNKNOWN
                        : Outcome.NOT_APPLIED,
                failures.size() + " of the keys failed, the first: "
                        + failures.values().iterator().next().getMessage(),
                failures.values().iterator().next(),
                true);
        this.found = Collections.unmodifiableMap(new LinkedHashMap<>(found));
        this.versioned = Collections.unmodifiableMap(new LinkedHashMap<>(versioned));
        this.done = Collections.unmodifiableSet(new LinkedHashSet<>(done));
        this.failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /**
     * A {@code getAll} that could not ask for every key.
     *
     * @param call the call that failed
     * @param found what was found
     * @param failures the keys that failed, and why; at least one
     * @return the exception
     */
    public static BulkCacheException reading(
            FailedCall call, Map<String, byte[]> found, Map<String, CacheException> failures) {
        return new BulkCacheException(call, found, Map.of(), Set.of(), failures);
    }

    /**
     * A {@code getsAll} that could not ask for every key.
     *
     * @param call the call that failed
     * @param found what was found
     * @param failures the keys that failed, and why; at least one
     * @return the exception
     */
    public static BulkCacheException readingVersioned(
            FailedCall call, Map<String, Versioned> found, Map<String, CacheException> failures) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        found.forEach((key, entry) -> values.put(key, entry.value()));
        return new BulkCacheException(call, values, found, Set.of(), failures);
    }

    /**
     * A {@code setAll} or {@code deleteAll} that failed for some keys.
     *
     * @param call the call that failed
     * @param done the keys that were written or deleted
     * @param failures the keys that failed, and why; at least one
     * @return the exception
     */
    public static BulkCacheException writing(FailedCall call, Set<String> done, Map<String, CacheException> failures) {
        return new BulkCacheException(call, Map.of(), Map.of(), done, failures);
    }

    /**
     * The values that were found, in the order asked.
     *
     * @return an unmodifiable map; empty for writes
     */
    public Map<String, byte[]> found() {
        return found;
    }

    /**
     * The values that a {@code getsAll} found, with their tokens, in the order asked.
     *
     * @return an unmodifiable map; empty for all other calls
     */
    public Map<String, Versioned> foundVersioned() {
        return versioned;
    }

    /**
     * The keys that were written or deleted.
     *
     * @return an unmodifiable set; empty for reads
     */
    public Set<String> done() {
        return done;
    }

    /**
     * The keys that failed, and why.
     *
     * @return an unmodifiable map of at least one
     */
    public Map<String, CacheException> failures() {
        return failures;
    }

    /**
     * Tokens have no meaning in another process; all else travels.
     *
     * @return this, or a copy without tokens
     */
    @Serial
    private Object writeReplace() {
        if (versioned.isEmpty()) {
            return this;
        }
        BulkCacheException travelling = reading(call(), found, failures);
        travelling.setStackTrace(getStackTrace());
        return travelling;
    }

    @Override
    public boolean isTransient() {
        return failures.values().stream().allMatch(CacheException::isTransient);
    }
}
