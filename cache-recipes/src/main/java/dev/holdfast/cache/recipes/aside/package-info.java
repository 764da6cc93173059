/**
 * Reading through a cache without stampedes: {@link dev.holdfast.cache.recipes.aside.CacheAside} stands before
 * something slow, loads each missing value once, and serves what it has while it loads anew.
 */
@NullMarked
package dev.holdfast.cache.recipes.aside;

import org.jspecify.annotations.NullMarked;
