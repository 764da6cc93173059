/** The in-process driver, on Caffeine. */
module dev.holdfast.cache.local {
    requires transitive dev.holdfast.cache;
    requires com.github.benmanes.caffeine;
    requires static org.jspecify;

    exports dev.holdfast.cache.local;

    provides dev.holdfast.cache.spi.CacheDriver with
            dev.holdfast.cache.local.LocalCacheDriver;
}
