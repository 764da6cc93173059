/** What reading through {@code CacheAside} adds to a get and a decode. */
@NullMarked
package dev.holdfast.cache.benchmarks.recipes;

import org.jspecify.annotations.NullMarked;
