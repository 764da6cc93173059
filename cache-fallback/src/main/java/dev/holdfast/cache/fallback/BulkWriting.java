package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bulk call made key by key: what was done, and what failed why. Once a server has failed and the timeout of one call
 * has passed, the keys left are not asked for: a bulk call of many keys must not wait once a key.
 */
final class BulkWriting {
    private final Operation operation;
    private final String endpoint;
    private final LongSupplier ticker;
    private final long giveUpAt;
    private final Set<String> done = new LinkedHashSet<>();
    private final Map<String, CacheException> failures = new LinkedHashMap<>();
    private @Nullable CacheTransientException lastTransient;

    BulkWriting(Operation operation, String endpoint, Duration timeout, LongSupplier ticker) {
        this.operation = operation;
        this.endpoint = endpoint;
        this.ticker = ticker;
        this.giveUpAt = ticker.getAsLong() + timeout.toNanos();
    }

    Operation operation() {
        return operation;
    }

    /** Does something for one key that has not failed yet. */
    void attempt(String key, Runnable work) {
        if (failures.containsKey(key)) {
            return;
        }
        CacheTransientException last = lastTransient;
        if (last != null && ticker.getAsLong() - giveUpAt > 0) {
            fail(key, last);
            return;
        }
        try {
            work.run();
            done.add(key);
        } catch (CacheInterruptedException e) {
            throw interrupted(e);
        } catch (CacheException e) {
            fail(key, Failures.of(e, operation, key, Duration.ZERO));
        }
    }

    /** What was written before stays: then nobody is told that nothing was. */
    private CacheInterruptedException interrupted(CacheInterruptedException e) {
        return done.isEmpty() || operation.isRead()
                ? e
                : CacheInterruptedException.restoringTheFlag(e.call(), Outcome.UNKNOWN, null);
    }

    private void fail(String key, CacheException failure) {
        failures.put(key, failure);
        done.remove(key);
        if (failure instanceof CacheTransientException transientOne) {
            lastTransient = transientOne;
        }
    }

    /** Does something for all these keys in one call. */
    void bulk(Collection<String> keys, Runnable work) {
        if (keys.isEmpty()) {
            return;
        }
        try {
            work.run();
            done.addAll(keys);
        } catch (BulkCacheException e) {
            done.addAll(e.done());
            e.failures().forEach(this::fail);
        } catch (CacheInterruptedException e) {
            throw interrupted(e);
        } catch (CacheTransientException e) {
            keys.forEach(key -> fail(key, e));
        }
    }

    /** Looks at all these keys in one call; those it fails for have failed. */
    Map<String, Versioned> getsAll(DistributedCache cache, Collection<String> keys) {
        try {
            return cache.getsAll(keys);
        } catch (BulkCacheException e) {
            e.failures().forEach((key, failure) -> fail(key, Failures.of(failure, operation, key, Duration.ZERO)));
            return e.foundVersioned();
        } catch (CacheTransientException e) {
            keys.forEach(key -> fail(key, Failures.of(e, operation, key, Duration.ZERO)));
            return Map.of();
        }
    }

    /** The keys that have not failed. */
    List<String> open(Collection<String> keys) {
        return keys.stream().filter(key -> !failures.containsKey(key)).toList();
    }

    /** Ends a write: throws if a key failed. */
    void finish() {
        if (!failures.isEmpty()) {
            throw BulkCacheException.writing(FailedCall.unsent(operation, null, endpoint), done, failures);
        }
    }

    /** Ends a getsAll: what was found, in the order asked; throws if a key failed. */
    Map<String, Versioned> versioned(Collection<String> keys, Map<String, Versioned> found) {
        Map<String, Versioned> ordered = BulkReading.inOrder(keys, found);
        if (!failures.isEmpty()) {
            throw BulkCacheException.readingVersioned(FailedCall.unsent(operation, null, endpoint), ordered, failures);
        }
        return ordered;
    }
}
