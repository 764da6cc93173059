package dev.holdfast.cache.recipes.aside;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of a bulk read, key by key; each key is in one of the two maps.
 *
 * @param <V> the type of the values
 * @param entries what was had, in the order asked; unmodifiable
 * @param failures what failed, and why; unmodifiable
 */
public record BulkResult<V>(Map<String, AsideEntry<V>> entries, Map<String, LoadException> failures) {
    /**
     * Copies both.
     *
     * @param entries what was had
     * @param failures what failed, and why
     */
    public BulkResult {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /**
     * The values that are there.
     *
     * @return in the order asked, without the keys for which the loader found nothing
     * @throws BulkLoadException if a key failed: with these values
     */
    public Map<String, V> values() {
        Map<String, V> values = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            V value = entry.value();
            if (value != null) {
                values.put(key, value);
            }
        });
        if (!failures.isEmpty()) {
            throw new BulkLoadException(values, failures);
        }
        return values;
    }
}
