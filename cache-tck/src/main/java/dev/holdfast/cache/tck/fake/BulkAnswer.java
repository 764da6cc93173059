package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Versioned;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How a bulk call's answer gets into and out of a {@link BulkCacheException}.
 *
 * @param part the part of the answer that a failure holds
 * @param failure makes the failure
 * @param <A> the answer of a call that fails for no key
 */
record BulkAnswer<A>(Function<BulkCacheException, A> part, Failure<A> failure) {
    static final BulkAnswer<Map<String, byte[]>> VALUES =
            new BulkAnswer<>(BulkCacheException::found, BulkCacheException::reading);
    static final BulkAnswer<Map<String, Versioned>> VERSIONED =
            new BulkAnswer<>(BulkCacheException::foundVersioned, BulkCacheException::readingVersioned);
    static final BulkAnswer<Set<String>> DONE = new BulkAnswer<>(BulkCacheException::done, BulkCacheException::writing);

    /** One of {@link BulkCacheException}'s factories. */
    @FunctionalInterface
    interface Failure<A> {
        BulkCacheException of(FailedCall call, A done, Map<String, CacheException> failures);
    }
}
