/** What people build on a cache: cache-aside, near caches, tags, memoized methods, counters, once-only work. */
module dev.holdfast.cache.recipes {
    requires transitive dev.holdfast.cache;
    requires com.github.benmanes.caffeine;
    requires static org.jspecify;

    exports dev.holdfast.cache.recipes.aside;
    exports dev.holdfast.cache.recipes.near;
    exports dev.holdfast.cache.recipes.fleet;
}
