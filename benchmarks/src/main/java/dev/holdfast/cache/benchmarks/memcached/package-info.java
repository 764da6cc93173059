/** The memcached driver beside the bare client whose transport it uses, and a socket. */
@NullMarked
package dev.holdfast.cache.benchmarks.memcached;

import org.jspecify.annotations.NullMarked;
