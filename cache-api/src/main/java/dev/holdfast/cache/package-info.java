/**
 * The cache and its values: {@link dev.holdfast.cache.DistributedCache} with memcached's verbs over {@code byte[]},
 * {@link dev.holdfast.cache.TypedCache} with the same verbs over a {@link dev.holdfast.cache.Codec}, and
 * {@link dev.holdfast.cache.Caches}, which opens either by URL. Sub-packages depend on this one; this one depends on
 * no sub-package, save for {@code Caches}, the one door to all of them.
 */
@NullMarked
package dev.holdfast.cache;

import org.jspecify.annotations.NullMarked;
