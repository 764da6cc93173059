/**
 * The memcached driver, found by {@link dev.holdfast.cache.spi.CacheDriver} under the scheme {@code memcached}: text and
 * binary protocol over one supervised connection a server, on xmemcached's non-blocking transport.
 */
@NullMarked
package dev.holdfast.cache.memcached;

import org.jspecify.annotations.NullMarked;
