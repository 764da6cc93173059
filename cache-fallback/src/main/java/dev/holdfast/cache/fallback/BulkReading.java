package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a {@code getAll} has gathered so far from one side and the other, and which keys are still open. */
final class BulkReading {
    private final Collection<String> keys;
    private final String endpoint;
    private final Map<String, byte[]> found = new HashMap<>();
    private final Map<String, CacheException> failures = new LinkedHashMap<>();
    private final Map<String, CacheException> passedOver = new LinkedHashMap<>();

    BulkReading(Collection<String> keys, String endpoint) {
        this.keys = keys;
        this.endpoint = endpoint;
    }

    /** Asks a cache, in one call; a key it fails for is a failure if the predicate says so, else stays open. */
    Map<String, byte[]> from(
            DistributedCache cache, Collection<String> asked, Predicate<CacheTransientException> matters) {
        if (asked.isEmpty()) {
            return Map.of();
        }
        try {
            return cache.getAll(asked);
        } catch (BulkCacheException e) {
            e.failures().forEach((key, failure) -> {
                boolean isFailure = !(failure instanceof CacheTransientException passing) || matters.test(passing);
                (isFailure ? failures : passedOver).put(key, failure);
            });
            return e.found();
        } catch (CacheTransientException e) {
            Map<String, CacheException> failed = matters.test(e) ? failures : passedOver;
            asked.forEach(key -> failed.put(key, e));
            return Map.of();
        }
    }

    /** The keys that a cache failed for so far, which another is asked for instead. */
    Map<String, CacheException> passedOver() {
        return new LinkedHashMap<>(passedOver);
    }

    /** Keys that nobody else has: whom they should have been asked of failed. */
    void failed(Map<String, CacheException> lost) {
        lost.forEach(failures::putIfAbsent);
    }

    /** A key's answer; null: it is nowhere. */
    void found(String key, byte @Nullable [] value) {
        if (value != null) {
            found.put(key, value);
        }
    }

    /** The keys neither found nor failed; the caller may take some away. */
    List<String> open() {
        List<String> open = new ArrayList<>();
        for (String key : keys) {
            if (!found.containsKey(key) && !failures.containsKey(key)) {
                open.add(key);
            }
        }
        return open;
    }

    /** What was found, in the order asked; throws if a key failed. */
    Map<String, byte[]> result() {
        Map<String, byte[]> ordered = inOrder(keys, found);
        if (!failures.isEmpty()) {
            throw BulkCacheException.reading(FailedCall.unsent(Operation.GET_ALL, null, endpoint), ordered, failures);
        }
        return ordered;
    }

    /** What was found, in the order asked. */
    static <T> Map<String, T> inOrder(Collection<String> keys, Map<String, T> found) {
        Map<String, T> ordered = new LinkedHashMap<>(found.size() * 2);
        for (String key : keys) {
            T one = found.get(key);
            if (one != null) {
                ordered.put(key, one);
            }
        }
        return ordered;
    }
}
