/**
 * Caches made of caches: one that moves an application from old servers to new ones without a cold cache, without lost
 * updates and without resurrected values, and one that keeps answering while the network cache is away.
 */
@NullMarked
package dev.holdfast.cache.fallback;

import org.jspecify.annotations.NullMarked;
