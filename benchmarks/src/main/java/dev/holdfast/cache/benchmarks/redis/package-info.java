/** The Redis driver beside Lettuce, on which it stands, other clients and caches, and a bare socket. */
@NullMarked
package dev.holdfast.cache.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
