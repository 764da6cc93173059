package dev.holdfast.cache.recipes.aside;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Some keys of a {@link CacheAside#getAll} could not be loaded; what was had is here, and stored as if nothing had failed. */
public final class BulkLoadException extends LoadException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What was had. */
    @SuppressWarnings("serial") // values for the caller in this process; it travels only if they do
    private final Map<String, Object> values;

    /** What failed, and why. */
    @SuppressWarnings("serial")
    private final Map<String, LoadException> failures;

    BulkLoadException(Map<String, ?> values, Map<String, LoadException> failures) {
        super(
                failures.size() + " of the keys could not be loaded, the first: "
                        + failures.values().iterator().next().getMessage(),
                failures.values().iterator().next());
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /**
     * The values that were had all the same, in the order asked.
     *
     * @param type the type of the values
     * @param <V> the type of the values
     * @return an unmodifiable map
     * @throws ClassCastException if a value is of another type
     */
    public <V> Map<String, V> values(Class<V> type) {
        Map<String, V> typed = new LinkedHashMap<>();
        values.forEach((key, value) -> typed.put(key, type.cast(value)));
        return Collections.unmodifiableMap(typed);
    }

    /**
     * The keys that failed, and why.
     *
     * @return an unmodifiable map of at least one
     */
    public Map<String, LoadException> failures() {
        return failures;
    }
}
