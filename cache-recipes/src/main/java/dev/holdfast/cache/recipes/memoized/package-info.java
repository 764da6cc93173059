/**
 * Functions and interfaces whose answers are cached, for those who want a decorator:
 * {@link dev.holdfast.cache.recipes.memoized.Memoized} over a
 * {@link dev.holdfast.cache.recipes.aside.CacheAside}.
 */
@NullMarked
package dev.holdfast.cache.recipes.memoized;

import org.jspecify.annotations.NullMarked;
