/** The memcached driver beside the other Java clients, and beside a socket a thread, which is the limit. */
@NullMarked
package dev.holdfast.cache.benchmarks.memcached;

import org.jspecify.annotations.NullMarked;
