/**
 * The cache interface, its values, URLs, codecs, errors, driver SPI and observation.
 *
 * <p>Applications and libraries depend on this module alone; drivers provide {@link dev.holdfast.cache.spi.CacheDriver}.
 */
module dev.holdfast.cache {
    requires static transitive org.jspecify;

    exports dev.holdfast.cache;
    exports dev.holdfast.cache.codec;
    exports dev.holdfast.cache.observe;
    exports dev.holdfast.cache.spi;

    uses dev.holdfast.cache.spi.CacheDriver;
}
