/**
 * Work that a fleet of processes shares through one cache: a {@link dev.holdfast.cache.recipes.fleet.Counter} before a
 * database, something done {@link dev.holdfast.cache.recipes.fleet.Once once} a window, a value that one process
 * {@linkplain dev.holdfast.cache.recipes.fleet.Refresher refreshes} for all. Each takes its turn by an {@code add} of a
 * token that nobody else has, and gives it back by that token alone.
 */
@NullMarked
package dev.holdfast.cache.recipes.fleet;

import org.jspecify.annotations.NullMarked;
