/** What each decorator costs: around a cache that does nothing, and around a Redis get. */
@NullMarked
package dev.holdfast.cache.benchmarks.decorators;

import org.jspecify.annotations.NullMarked;
