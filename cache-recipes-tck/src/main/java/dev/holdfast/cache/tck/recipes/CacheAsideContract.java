package dev.holdfast.cache.tck.recipes;

/**
 * What {@link dev.holdfast.cache.recipes.aside.CacheAside} promises on any cache. Implement it with a harness; JUnit finds
 * the tests. Each test has its own keys, so caches need not be flushed between them.
 */
public interface CacheAsideContract
        extends LoadingContract,
                DeadlineContract,
                StalenessContract,
                EarlyRefreshContract,
                InvalidationContract,
                TagContract,
                BulkContract,
                FleetContract,
                OutageContract,
                RuntimeContract {}
