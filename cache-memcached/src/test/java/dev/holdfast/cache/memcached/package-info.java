/** The memcached driver's tests, on real servers that they start themselves. */
@NullMarked
package dev.holdfast.cache.memcached;

import org.jspecify.annotations.NullMarked;
