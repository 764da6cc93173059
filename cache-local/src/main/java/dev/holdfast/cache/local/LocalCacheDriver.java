package dev.holdfast.cache.local;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import dev.holdfast.cache.spi.UrlParameters;
import dev.holdfast.cache.spi.ValueLimit;
import java.util.Set;

/**
 * Opens in-process caches: {@code local:}, or {@code local:name}, where the name is for messages and events alone.
 *
 * <p>Each opening is a cache of its own. Parameters: {@code maxBytes}, the memory all entries may take with keys and
 * bookkeeping (default {@value #DEFAULT_MAX_BYTES}), or instead {@code maxEntries}; and those common to all URLs. What
 * does not fit is evicted, the least useful first (W-TinyLFU; Einziger, Friedman, Manes, ACM ToS 2017).
 */
public final class LocalCacheDriver implements CacheDriver {
    /** The default of {@code maxBytes}: 64 MiB. */
    public static final long DEFAULT_MAX_BYTES = 64L << 20;

    /** Made by {@link java.util.ServiceLoader}. */
    public LocalCacheDriver() {}

    @Override
    public Set<String> schemes() {
        return Set.of("local");
    }

    @Override
    public DistributedCache open(CacheUrl url, DriverContext context) {
        UrlParameters parameters = context.parameters();
        parameters.refuseServers();
        parameters.refuseMembers();
        long maxBytes = parameters.bytes("maxBytes", DEFAULT_MAX_BYTES, 1, Long.MAX_VALUE);
        long maxEntries = parameters.number("maxEntries", 0, 1, Long.MAX_VALUE);
        if (maxEntries > 0 && url.parameters().containsKey("maxBytes")) {
            parameters.problem("give maxBytes or maxEntries, not both");
        }
        long largest = Entry.largestWeight(context.maxValueBytes());
        if (maxEntries == 0 && maxBytes < largest) {
            parameters.problem("maxBytes must be at least " + largest + " to hold one value of maxValueBytes="
                    + context.maxValueBytes() + ": raise the one or lower the other");
        }
        parameters.verify();
        String endpoint = url.endpoint();
        return new LocalCache(
                endpoint,
                Bound.of(maxBytes, maxEntries),
                new ValueLimit(context.maxValueBytes(), endpoint),
                context.ticker());
    }
}
