/**
 * Seeing what a cache does: {@link dev.holdfast.cache.observe.ObservedCache} sends an event a call to a
 * {@link dev.holdfast.cache.CacheObserver}; {@link dev.holdfast.cache.observe.CacheStats} is the observer that counts.
 */
@NullMarked
package dev.holdfast.cache.observe;

import org.jspecify.annotations.NullMarked;
